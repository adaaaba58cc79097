package io.github.dkredis.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The input and output of a command. Only values are written to {@code out}; all messages go to {@code err}. Text is
 * UTF-8 in every locale, and output that cannot be written is a failure.
 *
 * @param in the source of a value that is given as {@code -}
 * @param isTerminal whether {@code out} is a terminal
 * @param isErrTerminal whether {@code err} is a terminal
 * @param screen the size of the terminal, which can change
 */
record Console(
        InputStream in,
        OutputStream out,
        PrintStream err,
        Map<String, String> environment,
        BooleanSupplier isTerminal,
        BooleanSupplier isErrTerminal,
        Supplier<Screen> screen) {

    private static final int LONGEST_MESSAGE = 2_000;

    /** Some programs on Windows begin a text with it. */
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** {@return whether escape codes for colours make sense on stdout; NO_COLOR (no-color.org) turns them off} */
    boolean showsColours() {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && canRedraw();
    }

    /** {@return whether stdout is a terminal that understands escape codes} */
    boolean canRedraw() {
        return !environment.getOrDefault("TERM", "dumb").equals("dumb") && isTerminal.getAsBoolean();
    }

    /** {@return the same console with another output, which collects what is printed} */
    Console writingTo(OutputStream other) {
        return new Console(in, other, err, environment, isTerminal, isErrTerminal, screen);
    }

    /** Writes a line and flushes it. */
    void printLine(String text) {
        write((text + "\n").getBytes(StandardCharsets.UTF_8));
        flush();
    }

    void write(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UnwritableException(e);
        }
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UnwritableException(e);
        }
    }

    /**
     * Prints a message. What it quotes, such as a key or the name of a client, must not control the terminal, and must
     * not fill it.
     */
    void say(String message) {
        String masked = Secrets.masked(message); // before it is cut, which may remove the end of a password
        String shown = masked.length() > LONGEST_MESSAGE
                ? masked.substring(0, LONGEST_MESSAGE) + "… (" + masked.length() + " characters)"
                : masked;
        String safe = shown.lines().map(TextWidth::visible).collect(Collectors.joining("\n"));
        err.println("dkredis: " + safe);
    }

    byte[] readBytes() {
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            in.transferTo(all);
            return all.toByteArray();
        } catch (IOException e) {
            throw new UsageException("cannot read stdin: " + e.getMessage(), e);
        }
    }

    String readText() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(readBytes()))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new UsageException("stdin is not valid UTF-8", e);
        }
    }

    /** The output cannot be written, because a disk is full or the reader has gone. */
    static final class UnwritableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnwritableException(IOException cause) {
            super("cannot write the output: " + cause.getMessage(), cause);
        }

        /** {@return whether the reader has gone, as in {@code dkredis … | head -1}, which is not worth a message} */
        boolean isReaderGone() {
            return String.valueOf(getMessage()).endsWith("Broken pipe");
        }
    }
}
