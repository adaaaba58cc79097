package io.github.dkredis;

import io.github.dkredis.cache.CacheStats;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Receives the measurements of clients; the artifact {@code dkredis-micrometer} implements it for Micrometer. Every
 * method does nothing by default. One object can measure several clients. Names of locks and limits are not among the
 * measurements, since there may be very many.
 *
 * <p>Methods are called where the measured thing happens, by many threads, Lettuce's event loop among them. They must
 * be quick, must not block and must not call the client. Exceptions that they throw are ignored; the first one is
 * logged. Without such an object nothing is measured, and nothing is allocated for it.
 */
public interface DkRedisMetrics {

    /** The state of a client at the moment, for gauges. */
    interface ClientState {

        /** {@return whether the client has a connection for commands} */
        boolean isConnected();

        /** {@return the number of callers' requests that are in flight} */
        int inFlight();

        /** {@return the number of threads that wait because too many requests are in flight} */
        int waiting();
    }

    /** How a command has ended. */
    enum CommandOutcome {
        /** Redis has answered, and no error. */
        SUCCESS,
        /** Redis has answered with an error. */
        REFUSED,
        /** It was not answered in time, or not sent: {@link RedisUnavailableException}. */
        UNAVAILABLE,
        /** Its reply was lost: {@link OutcomeUnknownException}. */
        UNKNOWN,
        /** Its caller was interrupted or has cancelled it. */
        INTERRUPTED
    }

    /** How the wait for a mutex has ended. */
    enum LockWaitOutcome {
        /** The lock was acquired. */
        ACQUIRED,
        /** The lock was taken, or did not become free in time. */
        TAKEN,
        /** The caller was interrupted or has cancelled the wait, Redis did not answer, or the client was closed. */
        FAILED
    }

    /** How a mutex has come to a caller. */
    enum LockGrant {
        /** By the reply to a request. */
        REQUESTED,
        /** By a message of the client that had it before. */
        HANDED_OVER,
        /** From another caller of the same client, without any command. */
        PASSED_ON
    }

    /** Limits that decide about callers. */
    enum LimitKind {
        /** A {@link io.github.dkredis.limit.RateLimiter}. */
        RATE,
        /** A {@link io.github.dkredis.limit.Cooldown}. */
        COOLDOWN
    }

    /** What a limit has decided. */
    enum LimitDecision {
        /** The caller may go on. */
        ALLOWED,
        /** The caller may not go on, and has not waited or waited in vain. */
        DENIED
    }

    /**
     * A piece of work that is traced. Its methods obey the same rules as those of {@link DkRedisMetrics}; each span
     * ends exactly once.
     */
    interface Span {

        /** A span without tracing. */
        Span NONE = new Span() {};

        /**
         * The calling thread begins to work on this span: what the thread does until it closes the scope is part of it.
         *
         * @return closed by the same thread, perhaps after the end of the span
         */
        default Scope enter() {
            return () -> {};
        }

        /**
         * The work has ended, on whichever thread.
         *
         * @param outcome one of a few words, such as {@code success}
         * @param failure what the work has failed with, or null
         */
        default void ended(String outcome, @Nullable Throwable failure) {}
    }

    /** The time for which a thread works on a {@link Span}. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * A client was connected.
     *
     * @param client its state, to be read at any time
     */
    default void opened(ClientState client) {}

    /**
     * A client was closed.
     *
     * @param client the same object as for {@link #opened}
     */
    default void closed(ClientState client) {}

    /** An event of a connection, as for a {@link DkRedisListener}, and on the same executor. */
    default void event(DkRedisEvent event) {}

    /**
     * A command or a script has ended, whether a caller asked for it or the library sent it by itself.
     *
     * @param operation what it was sent for, such as {@code get} or {@code unlock}; one of about eighty names
     * @param time from the call to the reply or the failure, waits and repetitions included
     */
    default void commandEnded(String operation, CommandOutcome outcome, Duration time) {}

    /**
     * A caller has ended its wait for a mutex; one that only tries has waited too, for the reply.
     *
     * @param wait from the call to the outcome
     */
    default void lockWaitEnded(LockWaitOutcome outcome, Duration wait) {}

    /** A caller has got a mutex. */
    default void lockGranted(LockGrant grant) {}

    /**
     * A caller has given a mutex back.
     *
     * @param held from the grant to the release
     */
    default void lockReleased(Duration held) {}

    /** A lease of a mutex was lost. */
    default void lockLost() {}

    /** A limit has decided about a caller. */
    default void limitDecided(LimitKind limit, LimitDecision decision) {}

    /**
     * A cache was opened.
     *
     * @param cache its name; {@code obj-cache} for Python's object cache
     * @param statistics what it has done since, to be read at any time
     */
    default void cacheOpened(String cache, Supplier<CacheStats> statistics) {}

    /**
     * A caller begins to wait for a mutex; called by the caller's thread, also for one that only tries.
     *
     * @param lock its name; unlike a meter, a trace may contain it
     * @return ends with the wait, with the {@link LockWaitOutcome} in lower case as its outcome
     */
    default Span lockWaitBegins(String lock) {
        return Span.NONE;
    }

    /**
     * A loader is about to run; called by the thread that calls it, which enters the span for the call. One span stands
     * for all keys that the loader is called for.
     *
     * @param cache the name of the cache; {@code obj-cache} for Python's object cache
     * @return ends when the loader has returned, or its stage has completed; the outcome is {@code success} or
     *     {@code failure}
     */
    default Span cacheLoadBegins(String cache) {
        return Span.NONE;
    }
}
