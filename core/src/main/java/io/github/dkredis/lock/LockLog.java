package io.github.dkredis.lock;

import io.github.dkredis.ServerErrorException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * What mutexes tell operators. A logger is the application's code and may block, so it runs on the executor: never
 * under a lock of this library, and never on an event loop. What would repeat itself is logged once.
 */
final class LockLog {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis.lock");

    private final Executor executor;
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    LockLog(Executor executor) {
        this.executor = executor;
    }

    /** Logs a loss, on the calling thread. */
    void lost(String name, long fencingToken) {
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "lock \"" + name + "\": the lease with fencing token " + fencingToken
                        + " was lost; another client may hold the lock now");
    }

    /** The user of the connection may not publish. */
    void mayNotPublish() {
        once(
                "publish",
                "the Redis user may not publish to the channels dkredis:inbox:*, so waiting clients are not told when a"
                        + " lock is free, and poll for it; grant the user +publish and &dkredis:inbox:*");
    }

    /** A lock was to be released, and the server has refused. */
    void releaseRefused(String name, RuntimeException failure) {
        if (failure instanceof ServerErrorException refusal) {
            once(
                    "release " + refusal.code(),
                    "lock \"" + name + "\" could not be released, and stays taken until its lease ends: "
                            + failure.getMessage());
        }
    }

    /** The client was closed, and it is not known whether a lock was released. */
    void notReleased(String name, RuntimeException failure) {
        log("lock \"" + name
                + "\" may stay taken until its lease ends, because the client was closed while Redis did not"
                + " answer: " + failure.getMessage());
    }

    /** A lock was to stay taken, and does not. */
    void notKept(String name, String why) {
        log("lock \"" + name + "\" was to stay taken after its lease was closed, and did not: " + why);
    }

    private void once(String kind, String message) {
        if (logged.add(kind)) {
            log(message);
        }
    }

    private void log(String message) {
        executor.execute(() -> LOG.log(System.Logger.Level.WARNING, message));
    }

    /** Runs a caller's code on the calling thread. */
    void runLoggingFailures(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "a callback of a lock failed", e);
        }
    }
}
