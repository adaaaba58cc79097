package io.github.dkredis.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads RESP2 and RESP3 messages: bulk strings as {@code byte[]}, simple strings as {@code String}, errors as values.
 *
 * <p>It has its own buffer, and reads numbers without making a string of them, because the benchmarks take a connection
 * without any library as the limit of what a client can reach. Not thread-safe.
 */
final class RespReader {

    private static final int BUFFER_BYTES = 16 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    RespReader(InputStream in) {
        this.in = in;
    }

    @Nullable
    Object read() throws IOException {
        int type = next();
        return switch (type) {
            case '+' -> line();
            case '-' -> new ErrorReplyException(line());
            case ':' -> number();
            case '_' -> none();
            case ',' -> Double.valueOf(line().replace("inf", "Infinity"));
            case '#' -> line().equals("t");
            case '(' -> new BigInteger(line());
            case '$' -> bulk();
            case '!' -> new ErrorReplyException(new String(Objects.requireNonNull(bulk()), StandardCharsets.UTF_8));
            case '=' -> verbatim();
            case '*', '~', '>' -> array();
            case '%' -> map();
            case '|' -> attributed();
            default -> throw new IOException("Not a RESP type: " + (char) type);
        };
    }

    private @Nullable Object none() throws IOException {
        line();
        return null;
    }

    private byte @Nullable [] bulk() throws IOException {
        int size = size();
        if (size < 0) {
            return null;
        }
        byte[] bytes = new byte[size];
        int buffered = Math.min(size, limit - position);
        System.arraycopy(buffer, position, bytes, 0, buffered);
        position += buffered;
        if (in.readNBytes(bytes, buffered, size - buffered) < size - buffered) {
            throw new EOFException("The server closed the connection inside a reply");
        }
        endOfLine();
        return bytes;
    }

    private byte[] verbatim() throws IOException {
        byte[] bytes = Objects.requireNonNull(bulk());
        return Arrays.copyOfRange(bytes, "txt:".length(), bytes.length);
    }

    private @Nullable List<@Nullable Object> array() throws IOException {
        int size = size();
        if (size < 0) {
            return null;
        }
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            elements.add(read());
        }
        return elements;
    }

    private Map<@Nullable Object, @Nullable Object> map() throws IOException {
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        for (int i = size(); i > 0; i--) {
            Object key = read();
            entries.put(key instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : key, read());
        }
        return entries;
    }

    /** Skips an attribute; the value that it describes follows it. */
    private @Nullable Object attributed() throws IOException {
        map();
        return read();
    }

    private int size() throws IOException {
        return Math.toIntExact(number());
    }

    private long number() throws IOException {
        int first = next();
        boolean negative = first == '-';
        long value = negative || first == '+' ? 0 : digit(first);
        for (int c = next(); c != '\r'; c = next()) {
            value = 10 * value + digit(c);
        }
        lineFeed();
        return negative ? -value : value;
    }

    private static int digit(int c) throws IOException {
        if (c < '0' || c > '9') {
            throw new IOException("Not a digit: " + (char) c);
        }
        return c - '0';
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = next(); c != '\r'; c = next()) {
            line.append((char) c);
        }
        lineFeed();
        return line.toString();
    }

    private void endOfLine() throws IOException {
        if (next() != '\r') {
            throw new IOException("A bulk string does not end in CR LF");
        }
        lineFeed();
    }

    private void lineFeed() throws IOException {
        if (next() != '\n') {
            throw new IOException("A line does not end in CR LF");
        }
    }

    private int next() throws IOException {
        if (position == limit) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new EOFException("The server closed the connection");
            }
            position = 0;
            limit = count;
        }
        return buffer[position++] & 0xff;
    }
}
