package io.github.dkredis.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Not a server, but an impostor: answers each request with whatever a function says, for replies that no real server gives.
 *
 * <pre>{@code
 * try (FakeRedis old = FakeRedis.answering(request -> FakeReply.error("ERR unknown command"))) {
 *     client.connect(old.uri()); // must say that the server is too old
 * }
 * }</pre>
 *
 * <p>One daemon thread, and one a connection; the function is asked on these.
 */
public final class FakeRedis implements AutoCloseable {

    private final ServerSocket listener;
    private final Function<Request, FakeReply> script;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private FakeRedis(Function<Request, FakeReply> script) {
        this.script = script;
        try {
            this.listener = new ServerSocket();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::acceptAll);
    }

    /**
     * Starts one.
     *
     * @param script what to answer to each request
     * @return listening
     */
    public static FakeRedis answering(Function<Request, FakeReply> script) {
        return new FakeRedis(script);
    }

    /**
     * Where it listens.
     *
     * @return {@code redis://127.0.0.1:port}
     */
    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port());
    }

    /**
     * Its port.
     *
     * @return the port
     */
    public int port() {
        return listener.getLocalPort();
    }

    /** Closes its connections and ends its threads; a second call does nothing. */
    @Override
    public void close() {
        closeQuietly(listener);
        connections.forEach(FakeRedis::closeQuietly);
        threads.forEach(FakeRedis::join);
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                connections.add(connection);
                start(() -> answer(connection));
                if (listener.isClosed()) {
                    connection.close();
                }
            } catch (IOException e) {
                // Closed, or the client has gone again.
            }
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            RespReader requests = new RespReader(new BufferedInputStream(connection.getInputStream()));
            while (true) {
                FakeReply reply = script.apply(request(requests));
                connection.getOutputStream().write(reply.content());
                if (reply.hangsUp()) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client has gone, or this is closed.
        } finally {
            connections.remove(connection);
        }
    }

    private static Request request(RespReader requests) throws IOException {
        if (!(requests.read() instanceof List<?> words)) {
            throw new IOException("Not a request");
        }
        List<byte[]> arguments = new ArrayList<>();
        words.forEach(word -> arguments.add((byte[]) word));
        return Request.of(arguments);
    }

    private void start(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    work.run();
                    threads.remove(Thread.currentThread());
                },
                "dkredis-testkit-fake-" + port());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
