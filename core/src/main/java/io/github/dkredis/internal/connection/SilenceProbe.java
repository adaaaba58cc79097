package io.github.dkredis.internal.connection;

import io.netty.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out with a heartbeat whether a connection is half-open. A connection is silent if for {@value #LIMIT_MILLIS} ms
 * it brings neither the answer nor any other bytes.
 */
final class SilenceProbe {

    static final long LIMIT_MILLIS = 1_000;

    private final Timer timer;
    private final Heartbeat heartbeat;
    private final BiConsumer<ServerConnection, CompletableFuture<?>> onSilence;
    private final AtomicReference<@Nullable ServerConnection> probing = new AtomicReference<>();

    /**
     * A probe.
     *
     * @param onSilence is given a silent connection, and the answer, which may still come
     */
    SilenceProbe(Timer timer, Heartbeat heartbeat, BiConsumer<ServerConnection, CompletableFuture<?>> onSilence) {
        this.timer = timer;
        this.heartbeat = heartbeat;
        this.onSilence = onSilence;
    }

    /** Probes a connection, unless a probe is under way. */
    void check(ServerConnection connection) {
        if (probing.compareAndSet(null, connection)) {
            CompletableFuture<?> pong = heartbeat.beat(connection);
            // also when the connection is closed, which ends all its commands
            pong.whenComplete((answer, failure) -> probing.set(null));
            watch(connection, pong);
        }
    }

    private void watch(ServerConnection connection, CompletableFuture<?> pong) {
        int readsBefore = connection.monitor().reads();
        try {
            timer.newTimeout(
                    expired -> {
                        if (pong.isDone()) {
                            return;
                        }
                        if (connection.monitor().reads() != readsBefore) {
                            watch(connection, pong); // it still brings what was asked for before the PING
                        } else {
                            onSilence.accept(connection, pong);
                        }
                    },
                    LIMIT_MILLIS,
                    TimeUnit.MILLISECONDS);
        } catch (IllegalStateException e) { // the caller has stopped its resources; closing ends the PING
            pong.cancel(false);
        }
    }
}
