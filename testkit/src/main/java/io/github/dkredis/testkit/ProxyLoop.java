package io.github.dkredis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a {@link FaultProxy}. Connections, and all state of their flows, are confined to this thread: other
 * threads hand it tasks through {@link #call} and never touch a connection themselves.
 */
final class ProxyLoop {

    private static final int SCRATCH_BYTES = 256 << 10;
    private static final int CONNECT_MILLIS = 2_000;

    private final ProxyRules rules;
    private final InetSocketAddress target;
    private final InetSocketAddress address;
    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<ProxiedConnection> connections = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocate(SCRATCH_BYTES);
    private final AtomicLong accepted = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private @Nullable ServerSocketChannel listener;
    /** Written by any thread; the loop reads it after each wake-up. */
    private volatile boolean closing;

    private long advancedAtNanos = System.nanoTime();

    ProxyLoop(ProxyRules rules, InetSocketAddress target) {
        this.rules = rules;
        this.target = target;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find());
        try {
            this.selector = Selector.open();
            listen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.thread = new Thread(this::run, "dkredis-testkit-proxy-" + port());
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return address.getPort();
    }

    long accepted() {
        return accepted.get();
    }

    /**
     * Runs a task on the loop's thread and returns when it is done; runs it at once if the caller is that thread, as an
     * action of a {@link Fault} is. A task that is queued while the loop ends may never run, so the caller waits until
     * either the task is done or the loop has ended.
     */
    void call(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
            return;
        }
        CompletableFuture<Void> done = CompletableFuture.runAsync(task, this::enqueue);
        CompletableFuture.anyOf(done, ended).join();
    }

    void forEachConnection(Consumer<ProxiedConnection> action) {
        call(() -> connections.forEach(action));
    }

    int open() {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        call(() -> count.complete(
                (int) connections.stream().filter(ProxiedConnection::isOpen).count()));
        return count.getNow(0);
    }

    void refuse() {
        call(this::stopListening);
    }

    void accept() {
        call(() -> {
            try {
                if (listener == null) {
                    listen();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    void wake() {
        selector.wakeup();
    }

    void close() {
        closing = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive() && Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void enqueue(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void listen() throws IOException {
        ServerSocketChannel opened = ServerSocketChannel.open();
        opened.bind(address);
        opened.configureBlocking(false);
        opened.register(selector, SelectionKey.OP_ACCEPT);
        listener = opened;
    }

    private void run() {
        try (selector) {
            while (!closing) {
                runOnce();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            connections.forEach(ProxiedConnection::close);
            stopListening();
            ended.complete(null);
        }
    }

    private void runOnce() throws IOException {
        selector.select(this::ready, selectTimeoutMillis());
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        connections.removeIf(connection -> !connection.isOpen());
        long now = System.nanoTime();
        advancedAtNanos = now;
        connections.forEach(connection -> connection.advance(selector, now));
    }

    private void stopListening() {
        try {
            if (listener != null) {
                listener.close();
                listener = null;
            }
            if (selector.isOpen()) {
                // The channel stays registered, and the port stays bound, until the next select.
                selector.selectNow();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof ProxiedConnection connection) {
            if (key.isReadable()) {
                connection.read(key, scratch);
            }
        } else if (listener != null) {
            connect(listener);
        }
    }

    private void connect(ServerSocketChannel from) {
        try {
            SocketChannel client = from.accept();
            if (client == null) {
                return;
            }
            accepted.incrementAndGet();
            SocketChannel server = SocketChannel.open();
            ProxiedConnection connection = new ProxiedConnection(rules, client, server);
            try {
                server.socket().connect(target, CONNECT_MILLIS);
                connection.register(selector);
                connections.add(connection);
            } catch (IOException e) {
                connection.close();
            }
        } catch (IOException e) {
            // The client has disconnected in the meantime.
        }
    }

    /**
     * The timeout for {@code select}; 0, for which {@code select} waits without limit, if no bytes wait for a moment in
     * time.
     *
     * <p>Measured from the last {@code advance}, not from now: bytes that became due since then are still unwritten.
     * From now on, {@link ProxyFlow#nanosUntilDue} would report them as not waiting for a time, and the loop would
     * sleep on them.
     */
    private long selectTimeoutMillis() {
        long now = advancedAtNanos;
        long nanos = connections.stream()
                .mapToLong(connection -> connection.nanosUntilDue(now))
                .min()
                .orElse(Long.MAX_VALUE);
        return nanos == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    }
}
