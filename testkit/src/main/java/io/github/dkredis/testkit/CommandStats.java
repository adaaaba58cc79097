package io.github.dkredis.testkit;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code INFO commandstats}. */
final class CommandStats {

    private static final Pattern LINE = Pattern.compile("(?m)^cmdstat_([^:]+):calls=(\\d+)");

    private CommandStats() {}

    /** From Redis 7 on, a command with subcommands has a line for each: they are added up. */
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
