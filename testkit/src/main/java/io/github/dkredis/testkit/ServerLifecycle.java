package io.github.dkredis.testkit;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts, ends and starts again the process of a {@link RedisServer}. */
final class ServerLifecycle {

    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration ANSWER_LIMIT = Duration.ofMillis(500);
    private static final int PORTS_TRIED = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final RedisServerBuilder options;
    private final RedisBinary binary;
    private volatile ServerEndpoint endpoint;
    private volatile @Nullable ServerProcess process;
    private boolean closed;

    ServerLifecycle(RedisServerBuilder options, RedisBinary binary, Supplier<ServerEndpoint> endpoints) {
        this.options = options;
        this.binary = binary;
        this.endpoint = endpoints.get();
        for (int attempt = 1; !startedOn(endpoint, attempt == PORTS_TRIED); attempt++) {
            endpoint = endpoints.get();
        }
    }

    ServerEndpoint endpoint() {
        return endpoint;
    }

    ServerProcess process() {
        ServerProcess current = process;
        if (current == null || !current.isAlive()) {
            throw new IllegalStateException("The server does not run");
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
            // A paused process would not see the SIGTERM.
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
                launch(endpoint);
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

    private void end(Consumer<ServerProcess> how) {
        lock.lock();
        try {
            if (isRunning()) {
                how.accept(process());
            }
        } finally {
            lock.unlock();
        }
    }

    /** False when somebody else took the port between its choice and the start. */
    private boolean startedOn(ServerEndpoint chosen, boolean last) {
        try {
            launch(chosen);
            return true;
        } catch (RuntimeException e) {
            ServerProcess failed = process;
            boolean portTaken = failed != null && failed.lastLines().contains("Address already in use");
            chosen.directory().close();
            if (portTaken && !last) {
                return false;
            }
            throw e;
        }
    }

    private void launch(ServerEndpoint chosen) {
        Path configuration = chosen.writeConfiguration(options.lines());
        ServerProcess started = ServerProcess.start(binary, chosen.directory(), configuration);
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

    /** Whether it is this process that answers, and not a stranger who took the port first. */
    private boolean answers(int port, long pid) {
        try (RespConnection connection = RespConnection.open("127.0.0.1", port)) {
            connection.readLimit(ANSWER_LIMIT);
            options.password().ifPresent(password -> connection.call("AUTH", password));
            boolean itself = String.valueOf(connection.call("INFO", "server")).contains("process_id:" + pid + "\r\n");
            return itself && "PONG".equals(connection.call("PING"));
        } catch (ErrorReplyException e) {
            return !e.code().equals("LOADING");
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
