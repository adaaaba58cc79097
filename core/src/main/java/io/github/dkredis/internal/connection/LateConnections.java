package io.github.dkredis.internal.connection;

import io.github.dkredis.internal.command.DeferredException;
import io.github.dkredis.internal.command.PendingCommand;
import io.github.dkredis.internal.command.Redirection;
import io.github.dkredis.internal.command.Request;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one kind to a deployment that has not been found yet. Commands fail at once until it is; from then on
 * this passes everything on to the real connections.
 */
final class LateConnections implements Connections {

    /** What has to find the deployment. */
    interface Owner {

        /** The lock under which all connections of the client begin in one step. */
        ReentrantLock lock();

        /** Why a command cannot be sent. */
        DeferredException notSent(Request<?> request);

        /** {@return completes when no attempt is under way any more; to be called when the owner is closed} */
        CompletableFuture<?> attemptEnded();
    }

    private final Owner owner;
    private final Function<Deployment, Connections> maker;
    private boolean wanted; // guarded by the lock of the owner
    private volatile @Nullable Connections real; // written under the same lock

    LateConnections(Owner owner, Function<Deployment, Connections> maker) {
        this.owner = owner;
        this.maker = maker;
    }

    /**
     * Takes the connections of the deployment that was found; called under its lock.
     *
     * @return whether they are to be opened, since this was opened before
     */
    boolean become(Deployment found) {
        real = maker.apply(found);
        return wanted;
    }

    /** Opens the connections now, or as soon as the deployment is found. */
    @Override
    public void open() {
        Connections found;
        owner.lock().lock();
        try {
            wanted = true;
            found = real;
        } finally {
            owner.lock().unlock();
        }
        if (found != null) {
            found.open();
        }
    }

    @Override
    public void send(PendingCommand<?> command) {
        pass(command, to -> to.send(command));
    }

    @Override
    public void sendAgain(PendingCommand<?> command) {
        pass(command, to -> to.sendAgain(command));
    }

    @Override
    public void sendLater(PendingCommand<?> command, long pauseMillis) {
        pass(command, to -> to.sendLater(command, pauseMillis));
    }

    private void pass(PendingCommand<?> command, Consumer<Connections> sending) {
        Connections found = real;
        if (found == null || command.request().isUndecided()) {
            command.fail(owner.notSent(command.request()));
        } else {
            sending.accept(found);
        }
    }

    @Override
    public void redirect(
            PendingCommand<?> command,
            Redirection redirection,
            int times,
            @Nullable StatefulRedisConnection<byte[], byte[]> from) {
        pass(command, to -> to.redirect(command, redirection, times, from));
    }

    @Override
    public DeferredException timedOut(Request<?> request) {
        Connections found = real;
        return found == null ? owner.notSent(request) : found.timedOut(request);
    }

    @Override
    public void forget(PendingCommand<?> command) {
        ifFound(found -> found.forget(command));
    }

    @Override
    public void suspect(@Nullable StatefulRedisConnection<byte[], byte[]> connection) {
        ifFound(found -> found.suspect(connection));
    }

    @Override
    public void lost(@Nullable StatefulRedisConnection<byte[], byte[]> connection, @Nullable Throwable cause) {
        ifFound(found -> found.lost(connection, cause));
    }

    @Override
    public boolean awaitsPrimary(@Nullable StatefulRedisConnection<byte[], byte[]> replica) {
        Connections found = real;
        return found != null && found.awaitsPrimary(replica);
    }

    @Override
    public void repeated(Request<?> request) {
        ifFound(found -> found.repeated(request));
    }

    @Override
    public void outcomeUnknown(Request<?> request) {
        ifFound(found -> found.outcomeUnknown(request));
    }

    @Override
    public @Nullable ServerConnection current() {
        Connections found = real;
        return found == null ? null : found.current();
    }

    @Override
    public @Nullable ServerConnection current(int slot) {
        Connections found = real;
        return found == null ? null : found.current(slot);
    }

    @Override
    public boolean isOpen() {
        Connections found = real;
        return found != null && found.isOpen();
    }

    @Override
    public void follow(ServerConnection other) {
        ifFound(found -> found.follow(other));
    }

    @Override
    public void primaryMoved(String address) {
        ifFound(found -> found.primaryMoved(address));
    }

    private void ifFound(Consumer<Connections> action) {
        Connections found = real;
        if (found != null) {
            action.accept(found);
        }
    }

    @Override
    public CompletableFuture<?> close() {
        return CompletableFuture.allOf(closeReal(), owner.attemptEnded());
    }

    /** Closes the real connections, if there are any. */
    CompletableFuture<?> closeReal() {
        Connections found = real;
        return found == null ? CompletableFuture.completedFuture(null) : found.close();
    }
}
