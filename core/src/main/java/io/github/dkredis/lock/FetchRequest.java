package io.github.dkredis.lock;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Utf8;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One caller's request for a fetch lock, under a token of its own. Whatever the caller does not get is given back: if
 * the request fails, is interrupted or cancelled, the lock may have been taken all the same.
 */
final class FetchRequest {

    private static final byte[] NO_LIMIT = {};

    private final FetchLockCalls calls;
    private final FetchLockKeys keys;
    private final long leaseMillis;
    private final String token;
    private volatile long endsNanos;

    FetchRequest(FetchLockCalls calls, FetchLockKeys keys, long leaseMillis, String token) {
        this.calls = calls;
        this.keys = keys;
        this.leaseMillis = leaseMillis;
        this.token = token;
    }

    /** Asks Redis. To be started once. */
    Operation<FetchLock> operation() {
        return Operation.defer(() -> {
                    calls.register(token, keys, leaseMillis); // before the request, so that the client's end finds it
                    return ask();
                })
                .whenDone((lock, failure) -> {
                    if (failure != null) {
                        giveBack();
                    } else if (lock != null && !lock.shouldFetch()) {
                        calls.forget(token);
                    }
                });
    }

    private Operation<FetchLock> ask() {
        long sentAt = System.nanoTime();
        endsNanos = sentAt + calls.timeoutNanos();
        OptionalLong latest = calls.latestServerMicros(keys, endsNanos);
        return calls.fetch(
                        keys,
                        Utf8.ascii(token),
                        Utf8.ascii(leaseMillis),
                        latest.isPresent() ? Utf8.ascii(latest.getAsLong()) : NO_LIMIT)
                .then(reply -> decided(reply, sentAt));
    }

    private Operation<FetchLock> decided(List<@Nullable Object> reply, long sentAt) {
        calls.clock().exchanged(keys.main(), sentAt, Long.parseLong(Utf8.decode(keys.mainName(), reply.get(1))));
        long outcome = (Long) Objects.requireNonNull(reply.get(0));
        if (outcome < 0) { // the server's clock was set forward since the last exchange
            return ask();
        }
        calls.checkOpen(); // after the close this client gives back what it has, and no caller may rely on it
        byte[] fetcher = outcome == 1 ? null : (byte[]) Objects.requireNonNull(reply.get(2));
        return Operation.of(new FetchLock(calls, keys, token, fetcher));
    }

    /** Gives back what this request may have taken, or may still take until its time limit. */
    void giveBack() {
        calls.giveBackLater(keys, token, endsNanos);
    }
}
