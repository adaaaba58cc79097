package io.github.dkredis.cli.demo;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Plain text, narrow enough for any terminal. */
@SuppressWarnings("AnnotateFormatMethod") // which would take a library
final class Story {

    private static final int LABEL_WIDTH = 30;

    private final PrintStream out;

    Story(PrintStream out) {
        this.out = out;
    }

    void heading(int number, int of, String title) {
        out.printf("%n[%d/%d] %s%n", number, of, title);
    }

    /** A sentence. */
    void say(String format, @Nullable Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }

    /** What a program would write. */
    void code(String line) {
        out.println("    > " + line);
    }

    /** What came of it. */
    void result(String label, String format, @Nullable Object... arguments) {
        out.printf("    %-" + LABEL_WIDTH + "s %s%n", label, String.format(Locale.ROOT, format, arguments));
    }

    void end(long nanos) {
        out.printf(Locale.ROOT, "%nThat took %.1f s. Next: ./dkredis --help, and the README.%n", nanos / 1e9);
    }
}
