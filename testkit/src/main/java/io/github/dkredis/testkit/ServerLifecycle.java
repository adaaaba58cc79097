package io.github.dkredis.testkit;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts, stops and restarts the process of a {@link RedisServer}.
 *
 * <p>The lock serializes starting, ending and closing, so that there is at most one process. Readers such as
 * {@link #isRunning} do not take it, because a start may hold it for 20 seconds; they see the process of the last start
 * that was attempted.
 */
final class ServerLifecycle {

    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration ANSWER_LIMIT = Duration.ofMillis(500);
    private static final int ENDPOINTS_TRIED = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final ServerOptions options;
    private final RedisBinary binary;
    private volatile ServerEndpoint endpoint;
    private volatile @Nullable ServerProcess process;
    private boolean closed;

    /**
     * Starts the server, on another endpoint if a port of the first one turns out to be taken.
     *
     * @param endpoints chooses an endpoint for each attempt
     */
    ServerLifecycle(ServerOptions options, RedisBinary binary, Supplier<ServerEndpoint> endpoints) {
        this.options = options;
        this.binary = binary;
        this.endpoint = endpoints.get();
        for (int attemptsLeft = ENDPOINTS_TRIED - 1; !tryStart(attemptsLeft); attemptsLeft--) {
            endpoint = endpoints.get();
        }
    }

    ServerEndpoint endpoint() {
        return endpoint;
    }

    ServerProcess process() {
        ServerProcess current = process;
        if (current == null || !current.isAlive()) {
            throw new IllegalStateException("The server is not running");
        }
        return current;
    }

    boolean isRunning() {
        ServerProcess current = process;
        return current != null && current.isAlive();
    }

    List<String> output() {
        ServerProcess current = process;
        return current == null ? List.of() : current.output();
    }

    void stop() {
        end(current -> {
            // A process that is paused with SIGSTOP would not handle SIGTERM.
            current.signal("CONT");
            current.stop();
        });
    }

    void kill() {
        end(ServerProcess::kill);
    }

    void restart() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The server is closed");
            }
            if (!isRunning()) {
                relaunch();
            }
        } finally {
            lock.unlock();
        }
    }

    void restartEmpty() {
        lock.lock();
        try {
            if (!isRunning()) {
                endpoint.removeData();
                restart();
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            endpoint.directory().close();
        } finally {
            lock.unlock();
        }
    }

    private void end(Consumer<ServerProcess> action) {
        lock.lock();
        try {
            if (isRunning()) {
                action.accept(process());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Starts the process; returns false if another process took the port between its choice and the start. */
    private boolean tryStart(int attemptsLeft) {
        try {
            launch(endpoint);
            return true;
        } catch (RuntimeException e) {
            // Looked up first: the log is in the directory.
            boolean portTaken = portWasTaken();
            endpoint.directory().close();
            if (portTaken && attemptsLeft > 0) {
                return false;
            }
            throw e;
        }
    }

    /** Starts the process again; a connection of another process may have its port for a moment. */
    private void relaunch() {
        for (int attemptsLeft = ENDPOINTS_TRIED - 1; ; attemptsLeft--) {
            try {
                launch(endpoint);
                return;
            } catch (ServerStartException e) {
                if (attemptsLeft == 0 || !portWasTaken()) {
                    throw e;
                }
            }
        }
    }

    private boolean portWasTaken() {
        return output().stream().anyMatch(line -> line.contains("Address already in use"));
    }

    private void launch(ServerEndpoint chosen) {
        Path configuration = chosen.configuration(options);
        ServerProcess started = ServerProcess.start(binary, chosen.directory(), configuration, options.arguments());
        process = started;
        try {
            Await.until(() -> !started.isAlive() || answers(chosen.port(), started.pid()), START_LIMIT);
        } catch (AssertionError e) {
            started.kill();
            throw new ServerStartException(
                    failure("did not answer within " + START_LIMIT.toSeconds() + " s", started), e);
        }
        if (!started.isAlive()) {
            throw new ServerStartException(failure("ended while starting", started));
        }
    }

    private String failure(String what, ServerProcess started) {
        return binary + " " + what + ". Its last lines:\n" + started.lastLines();
    }

    /**
     * Returns whether this process answers. The process id tells it from another server that had taken the port before:
     * this one has then failed to bind, and is about to end.
     */
    private boolean answers(int port, long pid) {
        try (RespConnection connection = RespConnection.open("127.0.0.1", port)) {
            connection.readLimit(ANSWER_LIMIT);
            options.password().ifPresent(password -> connection.call("AUTH", password));
            boolean isOurs = String.valueOf(connection.call("INFO", "server")).contains("process_id:" + pid + "\r\n");
            return isOurs && "PONG".equals(connection.call("PING"));
        } catch (ErrorReplyException e) {
            return !e.code().equals("LOADING");
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
