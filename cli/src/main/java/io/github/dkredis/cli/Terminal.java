package io.github.dkredis.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The terminal of this process, and how large it is. This asks the shell, because newer JDKs have a {@code Console}
 * whether there is a terminal or not.
 *
 * @param environment may say another size
 */
record Terminal(Map<String, String> environment) implements Supplier<Screen> {

    /** A standard stream of this process, which says whether it is a terminal. */
    enum Stream implements BooleanSupplier {
        IN("test -t 0"),
        OUT("test -t 1"),
        ERR("test -t 2");

        private final String question;

        Stream(String question) {
            this.question = question;
        }

        @Override
        public boolean getAsBoolean() {
            try {
                Process test =
                        new ProcessBuilder("sh", "-c", question).inheritIO().start();
                return test.waitFor() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    @Override
    public Screen get() {
        return screen(environment);
    }

    /** {@return the size of the terminal: of LINES and COLUMNS what is set, else what the terminal itself says} */
    static Screen screen(Map<String, String> environment) {
        OptionalInt rows = size(environment.getOrDefault("LINES", ""));
        OptionalInt columns = size(environment.getOrDefault("COLUMNS", ""));
        Screen asked = rows.isPresent() && columns.isPresent() ? Screen.USUAL : asked();
        return new Screen(rows.orElse(asked.rows()), columns.orElse(asked.columns()));
    }

    private static Screen asked() {
        try {
            Process stty = new ProcessBuilder("sh", "-c", "stty size </dev/tty")
                    .redirectError(Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            String[] numbers = (stty.waitFor() == 0 ? answer.trim() : "").split(" ", 2);
            OptionalInt rows = size(numbers[0]);
            OptionalInt columns = size(numbers[numbers.length - 1]);
            return rows.isPresent() && columns.isPresent()
                    ? new Screen(rows.getAsInt(), columns.getAsInt())
                    : Screen.USUAL;
        } catch (IOException e) {
            return Screen.USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Screen.USUAL;
        }
    }

    /** {@return a number of rows or columns, or empty if the text is not one, or is 0, which some terminals say} */
    private static OptionalInt size(String text) {
        return text.matches("[1-9]\\d{0,4}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
