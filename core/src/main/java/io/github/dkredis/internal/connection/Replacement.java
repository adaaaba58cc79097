package io.github.dkredis.internal.connection;

import io.netty.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a connection that is still open, because it is silent or does not lead to the primary: a second one is made
 * beside it, and only then the first is given up. A server that is only slow answers meanwhile, and nothing is lost.
 */
final class Replacement {

    private static final String SILENT = "a PING was not answered";

    /** The owner of the connection. */
    interface Owner {

        /** {@return the connection in use} */
        @Nullable
        ServerConnection current();

        /**
         * Makes a second connection, and moves over to it if the first one is still in use then.
         *
         * @param failed is told why it could not be made
         * @return the attempt; cancelling it ends it
         */
        CompletableFuture<?> replace(ServerConnection from, String why, Consumer<Throwable> failed);

        /** Gives the connection up before there is another one, and reconnects. */
        void leave(ServerConnection from, String why);

        /** The connection is of limited use until it has been replaced. */
        void impaired(ServerConnection connection, String why);
    }

    private final Owner owner;
    private final ConnectionKind kind;
    private final Timer timer;
    private final SilenceProbe probe;

    /** The last search; it has ended if its connection is not in use any more. */
    private final AtomicReference<@Nullable PrimarySearch> search = new AtomicReference<>();

    Replacement(Owner owner, ConnectionKind kind, Timer timer, Heartbeat.Kind heartbeat) {
        this.owner = owner;
        this.kind = kind;
        this.timer = timer;
        this.probe = new SilenceProbe(timer, heartbeat.of(owner), this::silent);
    }

    /** Replaces the connection if it is half-open. */
    void check(ServerConnection connection) {
        probe.check(connection);
    }

    private void silent(ServerConnection silent, CompletableFuture<?> answer) {
        if (kind.isLeftWhenSilent()) {
            owner.leave(silent, SILENT);
            return;
        }
        CompletableFuture<?> attempt = owner.replace(silent, SILENT, failure -> {
            if (!answer.isDone()) {
                owner.leave(silent, SILENT);
            }
        });
        answer.whenComplete((late, failure) -> attempt.cancel(false)); // it was only slow
    }

    /**
     * Looks for the primary until it is found, unless a search for the same connection is under way.
     *
     * @return the search that is under way
     */
    PrimarySearch searchPrimary(ServerConnection from, String why) {
        while (true) {
            PrimarySearch last = search.get();
            if (last != null && last.from() == from) {
                return last;
            }
            PrimarySearch begun = new PrimarySearch(from, why, System.nanoTime());
            if (search.compareAndSet(last, begun)) {
                owner.impaired(from, why);
                look(begun, 0);
                return begun;
            }
        }
    }

    private void look(PrimarySearch begun, int failures) {
        if (owner.current() != begun.from()) {
            return;
        }
        owner.replace(begun.from(), begun.why(), failure -> {
            try {
                timer.newTimeout(
                        expired -> look(begun, failures + 1), RetryPause.millis(failures), TimeUnit.MILLISECONDS);
            } catch (IllegalStateException e) { // the caller has stopped its resources: no connection can be made
                search.compareAndSet(begun, null);
            }
        });
    }
}
