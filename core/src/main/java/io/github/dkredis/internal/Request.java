package io.github.dkredis.internal;

import io.github.dkredis.OperationInterruptedException;
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
import org.jspecify.annotations.Nullable;

/**
 * One command on its way, and the future of its reply; a {@link Failure} if it fails.
 *
 * <p>States: {@code NEW} until its bytes are handed to the socket, then {@code WRITTEN}. A request whose connection is
 * lost is {@code REPLACED}: a new one with the same deadline takes its place on the next connection and completes it, so
 * that nothing late from the old connection can touch it. One that is given up while {@code NEW} is {@code ABANDONED}: a
 * {@code PING} goes out in its place if Lettuce has queued it already.
 *
 * <p>The state is changed by compare-and-set from any thread; the reply is completed on the event loop.
 */
final class Request<T extends @Nullable Object> extends CompletableFuture<T>
        implements RedisCommand<byte[], byte[], T> {

    private static final int NEW = 0;
    private static final int WRITTEN = 1;
    private static final int ABANDONED = 2;
    private static final int REPLACED = 3;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Request> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Request.class, "state");

    private static final CommandArgs<byte[], byte[]> NO_ARGS = new CommandArgs<>(ByteArrayCodec.INSTANCE);

    final Call<T, ?> call;
    final Link link;
    final long deadlineNanos;
    private final boolean wholeScript;
    private final CommandOutput<byte[], byte[], T> output;

    private volatile int state;
    private volatile @Nullable Request<T> replacement;

    /** The connection this was given to; written by the thread that sends. */
    @Nullable
    StatefulRedisConnection<byte[], byte[]> connection;

    Request(Call<T, ?> call, Link link, long deadlineNanos) {
        this(call, link, deadlineNanos, false);
    }

    private Request(Call<T, ?> call, Link link, long deadlineNanos, boolean wholeScript) {
        this.call = call;
        this.link = link;
        this.deadlineNanos = deadlineNanos;
        this.wholeScript = wholeScript;
        this.output = call.command.reply.newOutput();
    }

    // ---- waiting for it

    /** Waits for the reply, until the deadline at most. */
    T await() {
        try {
            return get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            expire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(new Failure(() -> new OperationInterruptedException(
                    call.label() + ": interrupted while waiting for the reply; it did not run, or only read")));
        } catch (ExecutionException e) {
            throw exception(e.getCause());
        }
        try {
            return join();
        } catch (CompletionException e) {
            throw exception(e.getCause());
        }
    }

    static RuntimeException exception(@Nullable Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure.toException();
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }

    /** The time limit has passed. Afterwards this is done. */
    void expire() {
        link.probe(writtenTo());
        giveUp(link.timedOut(call));
    }

    /** The caller cancelled its wait. */
    void abandon() {
        giveUp(new Failure(() -> new OperationInterruptedException(call.label() + ": cancelled")));
    }

    /** Nobody waits any more. Afterwards this is done: not sent, or sent and its outcome unknown if that matters. */
    void giveUp(Failure harmless) {
        if (STATE.compareAndSet(this, NEW, ABANDONED)) {
            link.forget(this);
            fail(harmless);
            return;
        }
        if (state == WRITTEN && call.command.repeat == Repeat.HARMLESS) {
            fail(harmless);
        } else if (state == WRITTEN && !isDone()) {
            fail(link.outcomeUnknown(call, "no reply came in time", null));
        }
        if (state == REPLACED) { // looked at last: whoever replaces it looks afterwards whether it was given up
            replacement().giveUp(harmless);
        }
    }

    /** Whether it was sent more than once, so that its reply may be that of a second run. */
    boolean wasRepeated() {
        Request<T> next = replacement;
        return next != null && (!next.wholeScript || next.wasRepeated());
    }

    private Request<T> replacement() {
        Request<T> next = replacement;
        while (next == null) { // being put in place by another thread, a few instructions from here
            Thread.onSpinWait();
            next = replacement;
        }
        return next;
    }

    /** The connection that its bytes were handed to, if they were. */
    @Nullable
    StatefulRedisConnection<byte[], byte[]> writtenTo() {
        Request<T> next = replacement;
        return next != null ? next.writtenTo() : state == WRITTEN ? connection : null;
    }

    void fail(Failure failure) {
        super.completeExceptionally(failure);
    }

    // ---- what Lettuce calls, on the event loop

    @Override
    public void encode(ByteBuf out) {
        reserve(out);
        if (!STATE.compareAndSet(this, NEW, WRITTEN)) {
            RespWriter.ping(out);
        } else {
            call.command.encode(out, call, wholeScript);
        }
    }

    /** Room for all of it at once: a large value would be copied each time the buffer grows. No room, and it alone fails. */
    private void reserve(ByteBuf out) {
        try {
            out.ensureWritable(call.command.size(call, wholeScript));
        } catch (OutOfMemoryError | IndexOutOfBoundsException e) {
            if (STATE.compareAndSet(this, NEW, ABANDONED)) {
                super.completeExceptionally(e);
            }
        }
    }

    @Override
    public void complete() {
        if (state != WRITTEN || isDone()) {
            return; // the reply of a PING in its place, or nobody waits for it any more
        }
        if (!output.hasError()) {
            super.complete(output.get());
        } else if (!wholeScript
                && call.command.script != null
                && output.getError().startsWith("NOSCRIPT")) {
            replace(WRITTEN, true);
        } else {
            String error = output.getError();
            fail(new Failure(() -> ServerErrors.exception(call, error)));
        }
    }

    /** The connection is gone, or refused to take the command. */
    @Override
    public boolean completeExceptionally(Throwable cause) {
        if (isDone()) {
            return false;
        }
        link.lost(connection, cause);
        if (replace(NEW, wholeScript)) {
            return true;
        }
        if (state == WRITTEN && call.command.repeat == Repeat.HARMLESS) {
            return replace(WRITTEN, wholeScript);
        }
        if (state == WRITTEN) {
            fail(link.outcomeUnknown(call, "the connection was lost before the reply came", cause));
        }
        return true;
    }

    private boolean replace(int from, boolean wholeScript) {
        if (!STATE.compareAndSet(this, from, REPLACED)) {
            return false;
        }
        Request<T> next = new Request<>(call, link, deadlineNanos, wholeScript);
        next.whenComplete((value, failure) -> {
            if (failure == null) {
                super.complete(value);
            } else {
                super.completeExceptionally(failure);
            }
        });
        replacement = next;
        if (isDone()) {
            next.abandon(); // it was given up at this moment
            return true;
        }
        if (from == WRITTEN && !wholeScript) {
            link.repeated(this);
        }
        link.send(next);
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
        return call.command.script == null ? call.command.verb.type : CommandType.EVALSHA;
    }

    @Override
    public void setOutput(CommandOutput<byte[], byte[], T> output) {
        throw new UnsupportedOperationException("the output belongs to the request");
    }

    @Override
    public String toString() {
        return call.label();
    }
}
