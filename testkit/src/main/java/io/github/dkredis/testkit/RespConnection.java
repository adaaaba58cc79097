package io.github.dkredis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, without any Redis library: a test that asserts with it does not share the bugs of the
 * client under test, and a benchmark that uses it measures the socket alone.
 *
 * <p>Not thread-safe. Every read gives up after ten seconds, unless {@link #readLimit} or {@link #withoutReadLimit}
 * changes it.
 */
public final class RespConnection implements AutoCloseable {

    private static final int CONNECT_LIMIT_MILLIS = 5_000;

    private final Socket socket;
    private final RequestEncoder requests;
    private final RespReader replies;

    private RespConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.requests = new RequestEncoder(socket.getOutputStream());
        this.replies = new RespReader(socket.getInputStream());
    }

    /**
     * Opens a connection without sending anything.
     *
     * @param host the server's host
     * @param port the server's port
     * @return the open connection
     * @throws UncheckedIOException if the connection is refused, or not accepted within five seconds
     */
    public static RespConnection open(String host, int port) {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), CONNECT_LIMIT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            return new RespConnection(socket);
        } catch (IOException e) {
            closeQuietly(socket, e);
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sets how long a reply may take from now on.
     *
     * @param limit above zero, with a resolution of a millisecond
     * @return this connection
     */
    public RespConnection readLimit(Duration limit) {
        try {
            socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Lets a reply take any time from now on. Called before the first read, this also makes the JDK read in blocking
     * mode, which takes fewer system calls.
     *
     * @return this connection
     */
    public RespConnection withoutReadLimit() {
        try {
            socket.setSoTimeout(0);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends a command and reads its reply as text.
     *
     * @param words the command and its arguments, sent as UTF-8
     * @return a String, a Long, a List or null; after {@code HELLO 3} also a Map, a Double, a Boolean or a BigInteger
     * @throws ErrorReplyException if the server answers with an error
     * @throws UncheckedIOException if the connection breaks, or the reply takes longer than the read limit
     */
    public @Nullable Object call(String... words) {
        return text(callBinary(bytes(words)));
    }

    /**
     * Sends a command and reads its reply; bulk strings come back as {@code byte[]}.
     *
     * @param words the command and its arguments
     * @return a byte[] (a bulk string), a String (a simple string), a Long, a List or null; the types of RESP3 after
     *     {@code HELLO 3}
     * @throws ErrorReplyException if the server answers with an error
     * @throws UncheckedIOException if the connection breaks, or the reply takes longer than the read limit
     */
    public @Nullable Object callBinary(byte[]... words) {
        send(words);
        return readBinary();
    }

    /**
     * Sends a command without waiting for its reply, for pipelines and for commands that block.
     *
     * @param words the command and its arguments, sent as UTF-8
     */
    public void send(String... words) {
        send(bytes(words));
    }

    /**
     * Reads the next reply or push message as text.
     *
     * @return one of the types of {@link #call}
     * @throws ErrorReplyException if the reply is an error
     * @throws UncheckedIOException if the connection breaks, or the reply takes longer than the read limit
     */
    public @Nullable Object read() {
        return text(readBinary());
    }

    /** Closes the connection; a second call does nothing. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(byte[]... words) {
        try {
            requests.send(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable Object readBinary() {
        try {
            Object reply = replies.read();
            if (reply instanceof ErrorReplyException error) {
                throw error;
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[][] bytes(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }

    private static @Nullable Object text(@Nullable Object reply) {
        if (reply instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (reply instanceof List<?> elements) {
            List<@Nullable Object> texts = new ArrayList<>();
            elements.forEach(element -> texts.add(text(element)));
            return texts;
        }
        if (reply instanceof Map<?, ?> entries) {
            Map<@Nullable Object, @Nullable Object> texts = new LinkedHashMap<>();
            entries.forEach((key, value) -> texts.put(text(key), text(value)));
            return texts;
        }
        return reply;
    }

    private static void closeQuietly(Socket socket, IOException why) {
        try {
            socket.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
