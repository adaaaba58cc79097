package io.github.dkredis.testkit;

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
 * A fake server that answers each request with what a function returns, for replies that a real server does not give.
 *
 * <pre>{@code
 * try (FakeRedis old = FakeRedis.answering(request -> FakeReply.error("ERR unknown command"))) {
 *     client.connect(old.uri()); // must report that the server is too old
 * }
 * }</pre>
 *
 * <p>It has one daemon thread, and one more for each connection, which calls the function.
 */
public final class FakeRedis implements AutoCloseable {

    private final ServerSocket listener;
    private final Function<Request, FakeReply> script;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Thread acceptor;

    /** Those of connections; only the acceptor adds to them. */
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private FakeRedis(Function<Request, FakeReply> script) {
        this.script = script;
        try {
            this.listener = new ServerSocket();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.acceptor = newThread(this::acceptAll);
        acceptor.start();
    }

    /**
     * Starts a fake server.
     *
     * @param script returns the answer to each request; called by several threads if there are several connections
     * @return the fake server, which is listening
     */
    public static FakeRedis answering(Function<Request, FakeReply> script) {
        return new FakeRedis(script);
    }

    /** {@return the address for a client, {@code redis://127.0.0.1:port}} */
    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port());
    }

    /** {@return the port that the fake server listens on} */
    public int port() {
        return listener.getLocalPort();
    }

    /** Closes all connections and ends all threads; a second call does nothing. */
    @Override
    public void close() {
        closeQuietly(listener);
        join(acceptor); // no connection and no thread is added afterwards
        connections.forEach(FakeRedis::closeQuietly);
        threads.forEach(FakeRedis::join);
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                connections.add(connection);
                threads.removeIf(thread -> !thread.isAlive());
                Thread thread = newThread(() -> answer(connection));
                threads.add(thread);
                thread.start();
            } catch (IOException e) {
                // This server was closed, or the client has disconnected.
            }
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            RespReader requests = new RespReader(connection.getInputStream());
            while (true) {
                FakeReply reply = script.apply(request(requests));
                connection.getOutputStream().write(reply.content());
                if (reply.hangsUp()) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client has disconnected, or this server was closed.
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

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "dkredis-testkit-fake-" + port());
        thread.setDaemon(true);
        return thread;
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
