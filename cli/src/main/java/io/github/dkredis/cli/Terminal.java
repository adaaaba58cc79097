package io.github.dkredis.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a standard stream of this process is a terminal, and how large that is. This asks the shell, because newer
 * JDKs have a {@code Console} whether there is a terminal or not.
 */
final class Terminal {

    private Terminal() {}

    static boolean isStdin() {
        return test("test -t 0");
    }

    static boolean isStdout() {
        return test("test -t 1");
    }

    static boolean isStderr() {
        return test("test -t 2");
    }

    /** {@return the size of the terminal: LINES and COLUMNS if they are set, else what the terminal itself says} */
    static Screen screen(Map<String, String> environment) {
        Screen told = screen(environment.getOrDefault("LINES", "") + " " + environment.getOrDefault("COLUMNS", ""));
        return told == null ? asked() : told;
    }

    private static Screen asked() {
        try {
            Process stty = new ProcessBuilder("sh", "-c", "stty size </dev/tty")
                    .redirectError(Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            Screen screen = stty.waitFor() == 0 ? screen(answer.trim()) : null;
            return screen == null ? Screen.USUAL : screen;
        } catch (IOException e) {
            return Screen.USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Screen.USUAL;
        }
    }

    /** {@return the size in two numbers, or null if they are missing or 0, which some terminals say} */
    private static @Nullable Screen screen(String text) {
        if (!text.matches("[1-9]\\d{0,4} [1-9]\\d{0,4}")) {
            return null;
        }
        String[] numbers = text.split(" ", 2);
        return new Screen(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    private static boolean test(String command) {
        try {
            Process test = new ProcessBuilder("sh", "-c", command).inheritIO().start();
            return test.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
