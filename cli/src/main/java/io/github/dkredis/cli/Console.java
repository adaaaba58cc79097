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

/**
 * What a command reads and writes: values on {@code out} alone, all that is said about them on {@code err}. Text is UTF-8
 * whatever the locale, and output that cannot be written is a failure instead of being lost.
 *
 * @param in where {@code -} reads from
 * @param out where values go
 * @param err where diagnostics go
 * @param environment the environment variables
 * @param isTerminal whether {@code out} is a terminal
 */
record Console(
        InputStream in,
        OutputStream out,
        PrintStream err,
        Map<String, String> environment,
        BooleanSupplier isTerminal) {

    /** {@return whether escape codes for colours make sense on stdout; NO_COLOR (no-color.org) turns them off} */
    boolean showsColours() {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb")
                && isTerminal.getAsBoolean();
    }

    /** Writes a line and sends it. */
    void line(String text) {
        write((text + "\n").getBytes(StandardCharsets.UTF_8));
        flush();
    }

    /** Writes bytes as they are. */
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

    void say(String message) {
        err.println("dkredis: " + Secrets.masked(message));
    }

    byte[] readBytes() {
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            in.transferTo(all);
            return all.toByteArray();
        } catch (IOException e) {
            throw new UsageException("stdin cannot be read: " + e.getMessage(), e);
        }
    }

    String readText() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(readBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UsageException("stdin is no UTF-8 text", e);
        }
    }

    /** The output cannot be written: a full disk, or a reader that has gone. */
    static final class UnwritableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnwritableException(IOException cause) {
            super("the output cannot be written: " + cause.getMessage(), cause);
        }

        /** As in {@code dkredis … | head -1}, where it is no news. */
        boolean isReaderGone() {
            return String.valueOf(getMessage()).endsWith("Broken pipe");
        }
    }
}
