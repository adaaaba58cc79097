package io.github.dkredis.cli.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Prints the demo as plain text of at most 80 columns, in colour if asked to. */
@SuppressWarnings("AnnotateFormatMethod") // the annotation would need one more library
final class Story {

    private static final int COLUMNS = 79;
    private static final int LABEL_COLUMNS = 37;
    private static final Pattern WORD = Pattern.compile("\\S+");

    private final PrintStream out;
    private final boolean coloured;
    private volatile boolean muted;

    Story(PrintStream out, boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    void heading(int number, int count, Step step) {
        blank();
        line(painted("1", String.format(Locale.ROOT, "[%d/%d] %s: %s", number, count, step.name(), step.title())));
    }

    void blank() {
        line("");
    }

    /** Prints a paragraph. */
    void say(String format, @Nullable Object... arguments) {
        paragraph("  ", format(format, arguments));
    }

    /** Begins the naive part. Each line is what a program would send or call. */
    void naive(String... code) {
        part("33", "The naive way", code);
    }

    /** Begins the part of a second naive way. */
    void otherNaive(String... code) {
        part("33", "Another naive way", code);
    }

    /** Begins the part of this library. Each line is Java. */
    void dkredis(String... code) {
        part("32", "With dkredis", code);
    }

    /** Prints a measured figure. */
    void figure(String label, String format, @Nullable Object... arguments) {
        String padded = label + " " + ".".repeat(Math.max(2, LABEL_COLUMNS - label.length())) + " ";
        paragraph("    " + padded, format(format, arguments));
    }

    /** Prints a row of the table at the end. */
    void row(String step, String figure, String naive, String dkredis) {
        line(String.format(Locale.ROOT, "  %-8s%-34s%17s%17s", step, figure, naive, dkredis));
    }

    /** {@return a text with arguments, in the same form for every language of the machine} */
    static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    /** {@return a story to the same output that can be muted alone} */
    Story ofStep() {
        return new Story(out, coloured);
    }

    /** From now on, this object prints nothing. */
    void mute() {
        muted = true;
    }

    private void part(String colour, String title, String... code) {
        blank();
        line("  " + painted(colour, title));
        for (String one : code) {
            line("    " + painted("36", one));
        }
    }

    /** Breaks a text at blanks. The first line begins with the prefix, and the others with as many blanks. */
    private void paragraph(String prefix, String text) {
        StringBuilder row = new StringBuilder(prefix);
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            boolean first = row.length() <= prefix.length();
            if (!first && row.length() + 1 + words.group().length() > COLUMNS) {
                line(row.toString());
                row.setLength(0);
                row.append(" ".repeat(prefix.length()));
                first = true;
            }
            row.append(first ? "" : " ").append(words.group());
        }
        line(row.toString());
    }

    private void line(String text) {
        if (!muted) {
            out.println(text);
        }
    }

    private String painted(String colour, String text) {
        return coloured ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }

    private static String format(String format, @Nullable Object... arguments) {
        return arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments);
    }
}
