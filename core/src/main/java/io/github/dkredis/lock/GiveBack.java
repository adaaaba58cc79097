package io.github.dkredis.lock;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.connection.Client;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Gives back what a caller does not want any more, or what a request whose reply was lost may have taken. The reply is
 * not waited for. While Redis is away, the message is sent again every second for a while; then the TTL ends what was
 * taken.
 */
final class GiveBack {

    /** One attempt a second. After 30 s a key with the default lease has expired. */
    private static final int MAX_ATTEMPTS = 30;

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Client client;
    private volatile boolean closed;

    GiveBack(Client client) {
        this.client = client;
    }

    /** Sends a message that releases something, if it was taken. */
    void send(Supplier<? extends Call<?, ?>> release) {
        send(release, MAX_ATTEMPTS);
    }

    /**
     * Sends the message now, and once more when the request that may have taken something cannot run any more: until
     * then, its bytes can still arrive over a connection that was given up.
     *
     * @param requestEndsNanos when the request refuses to run, as a moment of {@link System#nanoTime}
     */
    void sendForLostRequest(Supplier<? extends Call<?, ?>> release, long requestEndsNanos) {
        send(release);
        later(Math.max(0, requestEndsNanos - System.nanoTime()) + PAUSE_NANOS, () -> send(release));
    }

    private void send(Supplier<? extends Call<?, ?>> release, int attempts) {
        client.sendInBackground(release.get(), (reply, failure, repeated) -> {
            if (failure instanceof RedisUnavailableException && attempts > 1) {
                later(PAUSE_NANOS, () -> send(release, attempts - 1));
            }
        });
    }

    private void later(long nanos, Runnable task) {
        if (!closed) {
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, client.executor())
                    .execute(() -> {
                        if (!closed) {
                            task.run();
                        }
                    });
        }
    }

    /** Repeats nothing from now on. */
    void close() {
        closed = true;
    }
}
