package io.github.dkredis.internal.command;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One command on its way, and the future of its reply, which fails with a {@link DeferredException}.
 *
 * <p>States: {@code NEW} until its bytes are handed to the socket, then {@code WRITTEN}. When the connection is lost, a
 * command that may be sent (again) becomes {@code REPLACED}: a new one with the same deadline takes its place on the
 * next connection and completes it, so that nothing late from the old connection can touch it. So does one that the
 * server refused for the moment. One that is given up while {@code NEW} is {@code ABANDONED}; if Lettuce has queued it
 * already, a {@code PING} goes out in its place.
 *
 * <p>Callers hold the first of a row of replacements, which always knows the last one: a command may be replaced many
 * times while a server loads its data.
 *
 * <p>Any thread changes the state, by compare-and-set; the reply completes the future on the event loop.
 */
public final class PendingCommand<T extends @Nullable Object> extends CompletableFuture<T>
        implements RedisCommand<byte[], byte[], T> {

    private static final int NEW = 0;
    private static final int WRITTEN = 1;
    private static final int ABANDONED = 2;
    private static final int REPLACED = 3;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<PendingCommand> STATE =
            AtomicIntegerFieldUpdater.newUpdater(PendingCommand.class, "state");

    private static final CommandArgs<byte[], byte[]> NO_ARGS = new CommandArgs<>(ByteArrayCodec.INSTANCE);

    private final Request<T> request;
    private final CommandTransport transport;
    private final long deadlineNanos;
    private final boolean wholeScript;

    /** The first of the row; null if it is this. */
    private final @Nullable PendingCommand<T> first;

    /** The error with which the server refused this command's predecessor, and how often it did. */
    private final @Nullable Refusal refusal;

    private final CommandOutput<byte[], byte[], T> output;

    private volatile int state;
    private volatile @Nullable PendingCommand<T> replacement;
    private volatile boolean repeated;

    /** The connection that this was given to; written by the thread that sends. */
    private @Nullable StatefulRedisConnection<byte[], byte[]> connection;

    public PendingCommand(Request<T> request, CommandTransport transport, long deadlineNanos) {
        this.request = request;
        this.transport = transport;
        this.deadlineNanos = deadlineNanos;
        this.wholeScript = false;
        this.first = null;
        this.refusal = null;
        this.output = request.command.reply.newOutput();
    }

    private PendingCommand(PendingCommand<T> replaced, boolean wholeScript, @Nullable Refusal refusal) {
        this.request = replaced.request;
        this.transport = replaced.transport;
        this.deadlineNanos = replaced.deadlineNanos;
        this.wholeScript = wholeScript;
        this.first = replaced.first();
        this.refusal = refusal;
        this.output = request.command.reply.newOutput();
    }

    public Request<T> request() {
        return request;
    }

    /**
     * Whether the server refused this because some of its keys are on another node, while their slot is being moved.
     */
    public boolean awaitsMigration() {
        return refusal != null && ServerErrors.code(refusal.error()).equals("TRYAGAIN");
    }

    /** Hands this over to a connection. */
    public void sendOver(StatefulRedisConnection<byte[], byte[]> connection) {
        this.connection = connection;
        connection.dispatch(this);
    }

    // ---- waiting for the reply

    /** Waits for the reply, until the deadline at most. */
    public T await() {
        try {
            return get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            expire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(new DeferredException(() -> new OperationInterruptedException(request.label()
                    + ": interrupted while waiting for the reply; it did not run, or running it again does no harm")));
        } catch (ExecutionException e) {
            throw exception(e.getCause());
        }
        try {
            return join();
        } catch (CompletionException e) {
            throw exception(e.getCause());
        }
    }

    /** What a pending command failed with, for the caller; to be called on the caller's thread. */
    public static RuntimeException exception(@Nullable Throwable cause) {
        if (cause instanceof DeferredException failure) {
            return failure.toException();
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }

    /** Completes this, if it is not done: the deadline has passed. */
    public void expire() {
        PendingCommand<T> last = last();
        Refusal refused = last.refusal;
        if (refused != null && Redirection.parse(refused.error()) == null) {
            giveUp(refused.exception(request));
            return;
        }
        if (last.state == WRITTEN) {
            transport.suspect(last.connection);
        }
        giveUp(transport.timedOut(request));
    }

    /** Completes this, if it is not done: the caller has cancelled its wait. */
    public void abandon() {
        giveUp(new DeferredException(() -> new OperationInterruptedException(request.label() + ": cancelled")));
    }

    /**
     * Completes this exceptionally.
     *
     * @param harmless the failure, unless the command may have run and that matters: then its outcome is unknown
     */
    private void giveUp(DeferredException harmless) {
        if (STATE.compareAndSet(this, NEW, ABANDONED)) {
            transport.forget(this);
            fail(harmless);
            return;
        }
        if (state == WRITTEN && request.command.isIdempotent()) {
            fail(harmless);
        } else if (state == WRITTEN && !isDone()) {
            failUnknown("no reply came in time", null);
        }
        if (state == REPLACED) { // looked at last: the replacing thread looks afterwards whether this was given up
            replacement().giveUp(harmless);
        }
    }

    private void failUnknown(String why, @Nullable Throwable cause) {
        transport.outcomeUnknown(request);
        fail(new DeferredException(() -> new OutcomeUnknownException(
                request.label() + ": " + why + "; it may have run once, and was not sent again", cause)));
    }

    /** Whether the command was sent more than once, so that the reply may be that of a second run. */
    public boolean wasRepeated() {
        return first().repeated;
    }

    private PendingCommand<T> first() {
        return first == null ? this : first;
    }

    private PendingCommand<T> last() {
        PendingCommand<T> last = this;
        for (PendingCommand<T> next = last.replacement; next != null; next = last.replacement) {
            last = next;
        }
        return last;
    }

    private PendingCommand<T> replacement() {
        PendingCommand<T> next = replacement;
        while (next == null) { // another thread stores it a few instructions after it has changed the state
            Thread.onSpinWait();
            next = replacement;
        }
        return next;
    }

    /** Completes this exceptionally: it was never sent, or its outcome is known. */
    public void fail(DeferredException failure) {
        end(failure);
    }

    private void end(T reply) {
        super.complete(reply);
        if (first != null) {
            first.end(reply);
        }
    }

    private void end(Throwable failure) {
        super.completeExceptionally(failure);
        if (first != null) {
            first.end(failure);
        }
    }

    // ---- what Lettuce calls, on the event loop

    @Override
    public void encode(ByteBuf out) {
        reserve(out);
        if (!STATE.compareAndSet(this, NEW, WRITTEN)) {
            RespWriter.ping(out);
        } else {
            request.command.encode(out, request.script, request.keys, request.args, wholeScript);
        }
    }

    /**
     * Reserves room for the whole command: a large value would be copied each time the buffer grows. If there is no
     * room, only this command fails.
     */
    private void reserve(ByteBuf out) {
        try {
            out.ensureWritable(Command.maxSize(request.script, request.args, wholeScript));
        } catch (OutOfMemoryError | IndexOutOfBoundsException e) {
            if (STATE.compareAndSet(this, NEW, ABANDONED)) {
                end(e);
            }
        }
    }

    @Override
    public void complete() {
        if (state != WRITTEN || isDone()) {
            return; // the reply of a PING in its place, or one that no caller waits for any more
        }
        if (!output.hasError()) {
            end(output.get());
            return;
        }
        String error = output.getError();
        Redirection redirection = Redirection.parse(error);
        if (redirection != null) {
            Refusal again = Refusal.after(refusal, error);
            replace(
                    WRITTEN,
                    new PendingCommand<>(this, wholeScript, again),
                    next -> transport.redirect(next, redirection, again.times(), connection));
        } else if (!wholeScript && request.command.script != null && error.startsWith("NOSCRIPT")) {
            replace(WRITTEN, new PendingCommand<>(this, true, refusal), transport::send);
        } else if (isWorthRepeating(error)) {
            Refusal again = Refusal.after(refusal, error);
            replace(
                    WRITTEN,
                    new PendingCommand<>(this, wholeScript, again),
                    next -> transport.sendLater(next, again.pauseMillis()));
        } else {
            fail(new Refusal(error, 1).exception(request));
        }
    }

    /** Whether the server refused the command for the moment. Nothing ran, so any command may be sent again. */
    private boolean isWorthRepeating(String error) {
        return ServerErrors.isOfReplica(error)
                ? transport.awaitsPrimary(connection)
                : ServerErrors.isTemporary(error) && deadlineNanos - System.nanoTime() > 0;
    }

    /** The connection was lost, or refused to take the command. */
    @Override
    public boolean completeExceptionally(Throwable cause) {
        if (isDone()) {
            return false;
        }
        transport.lost(connection, cause);
        if (replace(NEW, new PendingCommand<>(this, wholeScript, refusal), transport::sendAgain)) {
            return true;
        }
        if (state == WRITTEN && request.command.isIdempotent()) {
            return replace(WRITTEN, new PendingCommand<>(this, wholeScript, refusal), next -> {
                first().repeated = true;
                transport.repeated(request);
                transport.sendAgain(next);
            });
        }
        if (state == WRITTEN) {
            failUnknown("the connection was lost before the reply came", cause);
        }
        return true;
    }

    private boolean replace(int from, PendingCommand<T> next, Consumer<PendingCommand<T>> sending) {
        if (!STATE.compareAndSet(this, from, REPLACED)) {
            return false;
        }
        replacement = next;
        PendingCommand<T> row = first();
        if (row != this) {
            row.replacement = next; // the links between may go
        }
        if (isDone()) {
            next.abandon(); // this was given up at the same moment
        } else {
            sending.accept(next);
        }
        return true;
    }

    @Override
    public void cancel() {
        completeExceptionally(new RedisUnavailableException(Reason.CLOSED, "the connection was closed", null));
    }

    @Override
    public CommandOutput<byte[], byte[], T> getOutput() {
        return output;
    }

    @Override
    public CommandArgs<byte[], byte[]> getArgs() {
        return NO_ARGS;
    }

    @Override
    public ProtocolKeyword getType() {
        return request.command.script == null ? request.command.command.type : CommandType.EVALSHA;
    }

    @Override
    public void setOutput(CommandOutput<byte[], byte[], T> output) {
        throw new UnsupportedOperationException("the output belongs to the command");
    }

    @Override
    public String toString() {
        return request.label();
    }
}
