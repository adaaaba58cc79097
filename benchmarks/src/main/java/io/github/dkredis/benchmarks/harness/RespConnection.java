package io.github.dkredis.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The least a client can do: one socket, one request, one reply, RESP 2. It is the limit that the others are measured
 * against, and the harness's own way to talk to the server. For one thread.
 */
public final class RespConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] received = new byte[16 * 1024];
    private int position;
    private int limit;
    private byte[] request = new byte[1024];
    private int length;

    public RespConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** Sends a command and waits for its reply: a String, a Long, a byte[], a List of such, or null. */
    public @Nullable Object call(byte[]... arguments) throws IOException {
        length = 0;
        header('*', arguments.length);
        for (byte[] argument : arguments) {
            header('$', argument.length);
            room(argument.length + 2);
            System.arraycopy(argument, 0, request, length, argument.length);
            length += argument.length;
            request[length++] = '\r';
            request[length++] = '\n';
        }
        out.write(request, 0, length);
        return reply();
    }

    /** The same with strings. */
    public @Nullable Object call(String... arguments) throws IOException {
        return call(Stream.of(arguments).map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new));
    }

    private void header(char kind, int number) {
        room(16);
        request[length++] = (byte) kind;
        if (number < 10) {
            request[length++] = (byte) ('0' + number);
        } else {
            for (byte digit : Integer.toString(number).getBytes(UTF_8)) {
                request[length++] = digit;
            }
        }
        request[length++] = '\r';
        request[length++] = '\n';
    }

    private void room(int more) {
        if (request.length - length < more) {
            request = Arrays.copyOf(request, Math.max(2 * request.length, length + more));
        }
    }

    private @Nullable Object reply() throws IOException {
        int kind = next();
        return switch (kind) {
            case '+' -> line();
            case '-' -> throw new IOException(line());
            case ':' -> number();
            case '$' -> bulk((int) number());
            case '*' -> array((int) number());
            default -> throw new IOException("a reply cannot start with the byte " + kind);
        };
    }

    private byte @Nullable [] bulk(int size) throws IOException {
        if (size < 0) {
            return null;
        }
        byte[] bytes = new byte[size];
        int have = Math.min(size, limit - position);
        System.arraycopy(received, position, bytes, 0, have);
        position += have;
        if (in.readNBytes(bytes, have, size - have) < size - have) {
            throw new EOFException("the server closed the connection");
        }
        next();
        next();
        return bytes;
    }

    private @Nullable List<@Nullable Object> array(int size) throws IOException {
        if (size < 0) {
            return null;
        }
        List<@Nullable Object> items = new ArrayList<>(Math.min(size, 1024));
        for (int i = 0; i < size; i++) {
            items.add(reply());
        }
        return items;
    }

    private long number() throws IOException {
        int digit = next();
        boolean negative = digit == '-';
        long value = negative ? 0 : digit - '0';
        while ((digit = next()) != '\r') {
            value = 10 * value + digit - '0';
        }
        next();
        return negative ? -value : value;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int character;
        while ((character = next()) != '\r') {
            line.append((char) character);
        }
        next();
        return line.toString();
    }

    private int next() throws IOException {
        if (position == limit) {
            limit = in.read(received);
            position = 0;
            if (limit < 0) {
                limit = 0;
                throw new EOFException("the server closed the connection");
            }
        }
        return received[position++];
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
