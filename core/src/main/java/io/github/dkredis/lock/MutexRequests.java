package io.github.dkredis.lock;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.internal.connection.PushConnection;
import io.github.dkredis.internal.connection.ReplyHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of all mutexes of a client. Those about one key go over one connection, the one for commands: an abandon
 * can then never overtake a request for the lock. Handlers run on the event loop.
 */
final class MutexRequests {

    /** One attempt a second. After 30 s a key with the default lease has expired. */
    private static final int MAX_ABANDON_ATTEMPTS = 30;

    /** Receives the reply to a request that acquires or releases. */
    @FunctionalInterface
    interface Handler {

        /**
         * The request has ended.
         *
         * @param repeated whether it was sent more than once, so that the reply may be that of a second run
         */
        void onReply(MutexReply reply, boolean repeated);
    }

    private final Client client;
    private final PushConnection push;
    private final MutexScripts scripts;
    private final ServerClock clock;
    private final LockLog log;
    private final CoordinatorTimer.Scheduler scheduler;
    private volatile boolean closed;

    MutexRequests(Client client, PushConnection push, LockLog log, CoordinatorTimer.Scheduler scheduler) {
        this.client = client;
        this.push = push;
        this.clock = new ServerClock(client);
        this.scripts = new MutexScripts(client);
        this.log = log;
        this.scheduler = scheduler;
    }

    /** From now on, an ending that is not confirmed is reported: no later attempt will be made. */
    void close() {
        closed = true;
    }

    // ---- the server's clock

    ServerClock clock() {
        return clock;
    }

    /**
     * {@return the server's time after which a request that is sent now has no use, because its time limit has passed;
     * empty if the server's clock was never read}
     */
    OptionalLong notAfterMicros(LockKeys keys) {
        return clock.latestServerMicros(keys.main(), System.nanoTime() + client.timeoutNanos());
    }

    /** Reads the clock of the server that has the key; the action is given the failure, or null. */
    void readClock(LockKeys keys, Consumer<@Nullable RuntimeException> action) {
        long sentAt = System.nanoTime();
        client.sendInBackground(scripts.time(keys), (reply, failure, repeated) -> {
            if (reply != null) {
                clock.exchanged(keys.main(), sentAt, number(reply.get(0)) * 1_000_000 + number(reply.get(1)));
            }
            action.accept(failure);
        });
    }

    private static long number(@Nullable Object digits) {
        return digits instanceof byte[] bytes ? Long.parseLong(new String(bytes, StandardCharsets.US_ASCII)) : 0;
    }

    // ---- acquiring and releasing

    void acquire(LockKeys keys, AcquireRequest request, long notAfterMicros, Handler handler) {
        client.sendInBackground(
                scripts.acquire(keys, request, notAfterMicros), toHandler(keys, request.sentAtNanos(), handler));
    }

    /**
     * Releases a key.
     *
     * @param leaseMillis the lease for which this client gets the lock if it is the next in the queue
     * @param next the request with which it enters the queue again in the same step, or null
     */
    void release(
            LockKeys keys,
            String token,
            long lastFence,
            long leaseMillis,
            @Nullable AcquireRequest next,
            Handler handler) {
        client.sendInBackground(
                scripts.release(keys, token, leaseMillis, lastFence, next),
                toHandler(keys, System.nanoTime(), handler));
    }

    private ReplyHandler<@Nullable List<@Nullable Object>> toHandler(LockKeys keys, long sentAtNanos, Handler handler) {
        return (reply, failure, repeated) -> {
            if (reply == null) {
                RuntimeException cause = failure == null ? new IllegalStateException("Redis sent no reply") : failure;
                handler.onReply(new MutexReply.Failed(cause), repeated);
                return;
            }
            MutexReply.Envelope envelope = MutexReply.parse(reply);
            clock.exchanged(keys.main(), sentAtNanos, envelope.serverMicros());
            if (!envelope.mayPublish()) {
                log.mayNotPublish();
            }
            handler.onReply(envelope.reply(), repeated);
        };
    }

    /** A release has failed: the token is abandoned instead. */
    void releaseFailed(LockKeys keys, String token, RuntimeException failure) {
        log.releaseRefused(keys.name(), failure);
        abandon(keys, token);
    }

    /**
     * Makes sure that a token neither waits nor owns the key any more. While Redis is away this is tried again for a
     * while; then the key's TTL, and the queue's repair by other clients, do it.
     */
    void abandon(LockKeys keys, String token) {
        abandon(keys, token, MAX_ABANDON_ATTEMPTS);
    }

    private void abandon(LockKeys keys, String token, int attempts) {
        client.sendInBackground(scripts.abandon(keys, token), (abandoned, failure, repeated) -> {
            if (failure == null) {
                return;
            } else if (closed) {
                log.notReleased(keys.name(), failure);
            } else if (failure instanceof RedisUnavailableException && attempts > 1) {
                scheduler.schedule(() -> abandon(keys, token, attempts - 1), TimeUnit.SECONDS.toNanos(1));
            } else {
                log.releaseRefused(keys.name(), failure);
            }
        });
    }

    /** Sets the TTL of a key so that it ends at a moment; tries again until then. */
    void keep(LockKeys keys, String token, long untilNanos) {
        // The key's present TTL belongs to a claim, or to the lease of an earlier holder.
        long left = TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
        if (left <= 0) {
            return;
        }
        client.sendInBackground(scripts.keep(keys, token, left), (kept, failure, repeated) -> {
            if (failure instanceof RedisUnavailableException && !closed) {
                scheduler.schedule(() -> keep(keys, token, untilNanos), LockTiming.RETRY_NANOS);
            } else if (failure != null) {
                log.notKept(keys.name(), String.valueOf(failure.getMessage()));
            } else if (kept == null || kept != 1) {
                log.notKept(keys.name(), "its key had expired, or was removed");
            }
        });
    }

    // ---- renewing and looking

    /**
     * Renews a key, within a time limit. The order of renewals and other requests does not matter, so after a failure
     * the next goes over the other connection, if that is open: the first may have become silent.
     *
     * @param failures how many have failed before
     */
    void renew(
            LockKeys keys,
            String token,
            long leaseMillis,
            long deadlineNanos,
            int failures,
            ReplyHandler<? super Long> handler) {
        if (failures % 2 == 1 && push.isOpen()) {
            push.send(scripts.renew(keys, token, leaseMillis), deadlineNanos, handler);
        } else {
            client.sendInBackground(scripts.renew(keys, token, leaseMillis), deadlineNanos, handler);
        }
    }

    /** What a look at a key has shown; a part is empty if it is missing, or no reply came. */
    record Glance(OptionalLong ttlMillis, String value) {}

    /** Reads a key and its TTL. Two plain commands cost the server less than one script. */
    void glance(LockKeys keys, Consumer<Glance> action) {
        AtomicReference<OptionalLong> ttlMillis = new AtomicReference<>(OptionalLong.empty());
        client.sendInBackground(scripts.ttl(keys), (ttl, failure, repeated) -> {
            if (ttl != null && ttl >= 0) {
                ttlMillis.set(OptionalLong.of(ttl));
            }
        });
        client.sendInBackground(scripts.value(keys), (value, failure, repeated) -> {
            String text = value == null ? "" : new String(value, StandardCharsets.UTF_8);
            action.accept(new Glance(Objects.requireNonNull(ttlMillis.get()), text));
        });
    }
}
