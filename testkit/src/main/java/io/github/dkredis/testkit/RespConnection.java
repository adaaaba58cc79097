package io.github.dkredis.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
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
 * One connection to a server, without any Redis library: what a test asserts with does not share the bugs of what it tests.
 *
 * <p>Not for use by several threads at once. Every read gives up after ten seconds unless {@link #readLimit} says otherwise.
 */
public final class RespConnection implements AutoCloseable {

    private static final int CONNECT_LIMIT_MILLIS = 5_000;

    private final Socket socket;
    private final RespReader reader;

    private RespConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.reader = new RespReader(new BufferedInputStream(socket.getInputStream()));
    }

    /**
     * Opens a connection; sends nothing.
     *
     * @param host where the server is
     * @param port its port
     * @return the open connection
     * @throws UncheckedIOException when nobody accepts it
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
     * How long a reply may take from now on.
     *
     * @param limit above zero
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
     * Sends a command and reads its reply as text.
     *
     * @param words the command and its arguments, sent as UTF-8
     * @return String, Long, List, null; after {@code HELLO 3} also Map, Double, Boolean, BigInteger
     * @throws ErrorReplyException when the server answers with an error
     * @throws UncheckedIOException when the connection breaks or the reply takes too long
     */
    public @Nullable Object call(String... words) {
        return text(callBinary(bytes(words)));
    }

    /**
     * Sends a command and reads its reply; bulk strings come back as {@code byte[]}.
     *
     * @param words the command and its arguments
     * @return byte[] or String (a simple string), Long, List, null, and the types of RESP3 after {@code HELLO 3}
     * @throws ErrorReplyException when the server answers with an error
     * @throws UncheckedIOException when the connection breaks or the reply takes too long
     */
    public @Nullable Object callBinary(byte[]... words) {
        send(words);
        return readBinary();
    }

    /**
     * Sends a command and does not wait: for pipelines, and for commands that block.
     *
     * @param words the command and its arguments, sent as UTF-8
     */
    public void send(String... words) {
        send(bytes(words));
    }

    /**
     * Reads the next reply or push message as text.
     *
     * @return as {@link #call}
     * @throws ErrorReplyException when it is an error
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
            socket.getOutputStream().write(request(words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable Object readBinary() {
        try {
            Object reply = reader.read();
            if (reply instanceof ErrorReplyException error) {
                throw error;
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] request(byte[]... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (byte[] word : words) {
            out.writeBytes(("$" + word.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(word);
            out.writeBytes(new byte[] {'\r', '\n'});
        }
        return out.toByteArray();
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
