package io.github.dkredis.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Encodes requests as RESP arrays and sends each with one write. It reuses its buffer. Not thread-safe. */
final class RequestEncoder {

    private static final int BUFFER_BYTES = 1 << 10;

    /** A buffer above this size is dropped after use, so that a connection does not hold a value of many megabytes. */
    private static final int BUFFER_BYTES_KEPT = 64 << 10;

    private final OutputStream out;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int length;

    RequestEncoder(OutputStream out) {
        this.out = out;
    }

    void send(byte[]... words) throws IOException {
        length = 0;
        header('*', words.length);
        for (byte[] word : words) {
            header('$', word.length);
            reserve(word.length + 2);
            System.arraycopy(word, 0, buffer, length, word.length);
            length += word.length;
            endOfLine();
        }
        out.write(buffer, 0, length);
        if (buffer.length > BUFFER_BYTES_KEPT) {
            buffer = new byte[BUFFER_BYTES];
        }
    }

    private void header(char type, int number) {
        reserve(16);
        buffer[length++] = (byte) type;
        if (number < 10) {
            buffer[length++] = (byte) ('0' + number);
        } else {
            for (byte digit : Integer.toString(number).getBytes(StandardCharsets.US_ASCII)) {
                buffer[length++] = digit;
            }
        }
        endOfLine();
    }

    private void endOfLine() {
        buffer[length++] = '\r';
        buffer[length++] = '\n';
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
        }
    }
}
