package io.github.dkredis.testkit;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses {@code INFO commandstats}. */
final class CommandStats {

    private static final Pattern LINE = Pattern.compile("(?m)^cmdstat_([^:]+):calls=(\\d+)");

    private CommandStats() {}

    /** Counts the calls of a command. From Redis 7 on, each subcommand has its own line; these are added up. */
    static long calls(String info, String command) {
        String name = command.toLowerCase(Locale.ROOT).replace(' ', '|');
        long calls = 0;
        Matcher line = LINE.matcher(info);
        while (line.find()) {
            String candidate = line.group(1);
            if (candidate.equals(name) || candidate.startsWith(name + "|")) {
                calls += Long.parseLong(line.group(2));
            }
        }
        return calls;
    }
}
