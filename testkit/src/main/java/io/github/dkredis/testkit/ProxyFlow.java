package io.github.dkredis.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection: a queue of the bytes that have been read until they are due and the other side takes
 * them.
 *
 * <p>Cuts, holds and the end of the stream are steps in the same queue, so they take effect exactly between the bytes
 * before and after them. Used by the loop's thread only.
 */
abstract class ProxyFlow {

    /** Above this the flow stops reading, so that a fast sender is slowed down as by a slow network. */
    private static final long MAX_BYTES_HELD = 4L << 20;

    /**
     * An entry of the queue.
     *
     * @param bytes what to send; empty unless the kind is {@code BYTES}
     * @param dueNanos the {@link System#nanoTime} before which the step waits
     * @param until the fault whose release a {@code HOLD} waits for
     */
    private record Step(
            StepKind kind,
            ByteBuffer bytes,
            long dueNanos,
            @Nullable Fault until) {}

    private enum StepKind {
        BYTES,
        HOLD,
        CUT,
        END
    }

    private final ProxyRules rules;
    private final Direction direction;
    private final SocketChannel source;
    private final SocketChannel target;
    private final Deque<Step> steps = new ArrayDeque<>();
    private final ByteArrayOutputStream unqueued = new ByteArrayOutputStream();
    private long bytesHeld;
    private long bytesUntilCut = Long.MAX_VALUE;
    private boolean sourceEnded;
    private boolean targetEnded;
    private boolean discarding;
    private boolean targetFull;

    ProxyFlow(ProxyRules rules, Direction direction, SocketChannel source, SocketChannel target) {
        this.rules = rules;
        this.direction = direction;
        this.source = source;
        this.target = target;
    }

    /** Parses what has been read, and calls {@link #pass} for the bytes that the other side is to receive. */
    abstract void accept(ByteBuffer in);

    /** Reads what the source has sent, up to the size of the scratch buffer. */
    final void read(ByteBuffer scratch) throws IOException {
        scratch.clear();
        int count = source.read(scratch);
        if (count < 0) {
            sourceEnded = true;
            if (!discarding) {
                enqueue(StepKind.END, null);
            }
        } else if (!discarding) {
            accept(scratch.flip());
            enqueuePassed();
        }
    }

    /** Writes what is due; returns false if the connection must be cut now. */
    final boolean write(long now) throws IOException {
        targetFull = false;
        for (Step step = steps.peek(); step != null; step = steps.peek()) {
            if (waits(step, now)) {
                return true;
            }
            if (step.kind == StepKind.CUT) {
                return false;
            }
            if (step.kind == StepKind.END) {
                target.shutdownOutput();
                targetEnded = true;
            }
            bytesHeld -= target.write(step.bytes);
            if (step.bytes.hasRemaining()) {
                targetFull = true;
                return true;
            }
            steps.remove();
        }
        return true;
    }

    final boolean wantsToRead() {
        return !sourceEnded && bytesHeld < MAX_BYTES_HELD;
    }

    final boolean wantsToWrite() {
        return targetFull;
    }

    final boolean hasEnded() {
        return targetEnded || (sourceEnded && discarding);
    }

    /**
     * Returns the time until the next step is due; Long.MAX_VALUE if the next step does not wait for a moment in time.
     */
    final long nanosUntilDue(long now) {
        Step step = steps.peek();
        return step == null || step.dueNanos - now <= 0 ? Long.MAX_VALUE : step.dueNanos - now;
    }

    final void cutAfter(long bytes) {
        bytesUntilCut = bytes;
    }

    /** Reads and discards everything after the bytes passed so far. */
    final void discardRest() {
        enqueuePassed();
        discarding = true;
    }

    /** Cuts the connection after the bytes passed so far. */
    final void cutHere() {
        discardRest();
        enqueue(StepKind.CUT, null);
    }

    /** Holds everything after the bytes passed so far. */
    final void holdUntilReleased(Fault fault) {
        enqueuePassed();
        enqueue(StepKind.HOLD, fault);
    }

    /** Hands bytes to the other side, up to the limit of {@link #cutAfter}. */
    final void pass(byte[] bytes, int count) {
        if (discarding) {
            return;
        }
        int allowed = (int) Math.min(count, bytesUntilCut);
        unqueued.write(bytes, 0, allowed);
        if (bytesUntilCut != Long.MAX_VALUE) {
            bytesUntilCut -= allowed;
        }
        if (bytesUntilCut == 0) {
            cutHere();
        }
    }

    private boolean waits(Step step, long now) {
        return rules.isStalled(direction)
                || step.dueNanos - now > 0
                || (step.until != null && !step.until.isReleased());
    }

    private void enqueuePassed() {
        if (unqueued.size() > 0) {
            bytesHeld += unqueued.size();
            steps.add(new Step(StepKind.BYTES, ByteBuffer.wrap(unqueued.toByteArray()), dueNanos(), null));
            unqueued.reset();
        }
    }

    private void enqueue(StepKind kind, @Nullable Fault until) {
        steps.add(new Step(kind, ByteBuffer.allocate(0), dueNanos(), until));
    }

    private long dueNanos() {
        return System.nanoTime() + rules.delayNanos(direction);
    }
}
