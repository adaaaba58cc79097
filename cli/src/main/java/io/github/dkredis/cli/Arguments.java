package io.github.dkredis.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;

/** Prepares the command line for picocli, and separates the words of a command from a program it runs. */
final class Arguments {

    /** A character that no argument contains, because the operating system ends arguments with it. */
    private static final String ESCAPE = "\0";

    private static final Pattern NEGATIVE = Pattern.compile("-(\\d|\\.\\d|inf).*", Pattern.DOTALL);

    /** Follows the {@code --} between a command's own words and the program it runs. */
    private static final String PROGRAM = ESCAPE + "--";

    private static final Set<String> RUNNERS = Set.of("lock", "once", "cooldown");
    private static final Set<String> OPTIONS_WITH_VALUE =
            Set.of("--uri", "--password-file", "--time-limit", "--prefix", "--ca-file", "--cert-file", "--key-file");

    private Arguments() {}

    static CommandLine configured(CommandLine line) {
        return line.setExpandAtFiles(false) // because a value may begin with @
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(String.class, new TextConverter())
                .registerConverter(Duration.class, new DurationConverter());
    }

    /** A class, because the JVM takes a part of the start to link a first method reference. */
    private static final class TextConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return unescaped(text);
        }
    }

    /** Marks negative numbers, which picocli would take for options. */
    static String[] escaped(String[] args) {
        List<String> escaped = new ArrayList<>();
        boolean runner = RUNNERS.contains(subcommand(args));
        for (String arg : args) {
            escaped.add(NEGATIVE.matcher(arg).matches() ? ESCAPE + arg : arg);
            if (runner && arg.equals("--")) {
                escaped.add(PROGRAM);
                runner = false;
            }
        }
        return escaped.toArray(String[]::new);
    }

    /** {@return the first word that is neither an option nor the value of one} */
    static String subcommand(String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (OPTIONS_WITH_VALUE.contains(args[i])) {
                i++;
            } else if (!args[i].startsWith("-")) {
                return args[i];
            }
        }
        return "";
    }

    /** {@return the words before the {@code --} of a command that runs a program} */
    static List<String> own(List<String> words) {
        int program = words.indexOf(unescaped(PROGRAM));
        return program < 0 ? words : words.subList(0, program);
    }

    /** {@return the program behind the {@code --} and its arguments, or an empty list} */
    static List<String> program(List<String> words) {
        int program = words.indexOf(unescaped(PROGRAM));
        return program < 0 ? List.of() : words.subList(program + 1, words.size());
    }

    static String unescaped(String text) {
        return text.replace(ESCAPE, "");
    }
}
