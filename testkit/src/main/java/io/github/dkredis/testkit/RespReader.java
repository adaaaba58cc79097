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

/** Reads RESP2 and RESP3 replies: bulk strings as {@code byte[]}, simple ones as {@code String}, errors as values. */
final class RespReader {

    private final InputStream in;

    RespReader(InputStream in) {
        this.in = in;
    }

    @Nullable
    Object read() throws IOException {
        int type = in.read();
        if (type < 0) {
            throw new EOFException("The server closed the connection");
        }
        String line = line();
        return switch (type) {
            case '+' -> line;
            case '-' -> new ErrorReplyException(line);
            case ':' -> Long.valueOf(line);
            case '_' -> null;
            case ',' -> Double.valueOf(line.replace("inf", "Infinity"));
            case '#' -> line.equals("t");
            case '(' -> new BigInteger(line);
            case '$' -> bulk(line);
            case '!' -> new ErrorReplyException(new String(Objects.requireNonNull(bulk(line)), StandardCharsets.UTF_8));
            case '=' -> verbatim(line);
            case '*', '~', '>' -> array(line);
            case '%' -> map(line);
            case '|' -> attributed(line);
            default -> throw new IOException("Not a RESP type: " + (char) type);
        };
    }

    private byte @Nullable [] bulk(String length) throws IOException {
        int size = Integer.parseInt(length);
        if (size < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size || in.readNBytes(2).length < 2) {
            throw new EOFException("The server closed the connection inside a reply");
        }
        return bytes;
    }

    private byte[] verbatim(String length) throws IOException {
        byte[] bytes = Objects.requireNonNull(bulk(length));
        return Arrays.copyOfRange(bytes, 4, bytes.length);
    }

    private @Nullable List<@Nullable Object> array(String length) throws IOException {
        int size = Integer.parseInt(length);
        if (size < 0) {
            return null;
        }
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            elements.add(read());
        }
        return elements;
    }

    private Map<@Nullable Object, @Nullable Object> map(String length) throws IOException {
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        for (int i = Integer.parseInt(length); i > 0; i--) {
            Object key = read();
            entries.put(key instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : key, read());
        }
        return entries;
    }

    private @Nullable Object attributed(String length) throws IOException {
        map(length);
        return read();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The server closed the connection inside a line");
            }
            line.append((char) c);
        }
        if (in.read() != '\n') {
            throw new IOException("A line that does not end in CR LF");
        }
        return line.toString();
    }
}
