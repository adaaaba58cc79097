package io.github.dkredis.cli;

import java.io.IOException;

/**
 * Whether a standard stream of this process is a terminal. This asks the shell, because newer JDKs have a
 * {@code Console} whether there is a terminal or not.
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
