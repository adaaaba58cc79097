package io.github.dkredis.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** How the command line is read. */
final class Arguments {

    /** Cannot occur in an argument, which ends at this character. */
    private static final String ESCAPE = "\0";

    private static final Pattern NEGATIVE = Pattern.compile("-(\\d|\\.\\d|inf).*", Pattern.DOTALL);

    private Arguments() {}

    static CommandLine configured(CommandLine line) {
        return line.setExpandAtFiles(false) // a value may begin with @
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(String.class, Arguments::unescaped)
                .registerConverter(Duration.class, new DurationText());
    }

    /** Numbers below zero are values; without this they would be taken for options. */
    static String[] escaped(String[] args) {
        return Arrays.stream(args)
                .map(arg -> NEGATIVE.matcher(arg).matches() ? ESCAPE + arg : arg)
                .toArray(String[]::new);
    }

    static String unescaped(String text) {
        return text.replace(ESCAPE, "");
    }
}
