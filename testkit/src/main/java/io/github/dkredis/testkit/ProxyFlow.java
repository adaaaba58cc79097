package io.github.dkredis.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One direction of one connection: what has come in waits here until it is due and the other side takes it. */
abstract class ProxyFlow {

    private static final long BYTES_HELD = 4L << 20;

    /** What is to be done next: send bytes, or one of the three marks. */
    private record Step(
            Mark mark,
            ByteBuffer bytes,
            long dueNanos,
            @Nullable Fault until) {}

    private enum Mark {
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
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private long bytesHeld;
    private long bytesUntilCut = Long.MAX_VALUE;
    private boolean sourceEnded;
    private boolean targetEnded;
    private boolean deaf;
    private boolean targetFull;

    ProxyFlow(ProxyRules rules, Direction direction, SocketChannel source, SocketChannel target) {
        this.rules = rules;
        this.direction = direction;
        this.source = source;
        this.target = target;
    }

    /** Takes what has been read apart, and passes on what is to be passed on. */
    abstract void accept(ByteBuffer in);

    /** Reads what there is. */
    final void read(ByteBuffer scratch) throws IOException {
        scratch.clear();
        int count = source.read(scratch);
        if (count < 0) {
            sourceEnded = true;
            if (!deaf) {
                mark(Mark.END, null);
            }
        } else if (!deaf) {
            accept(scratch.flip());
            flushPassed();
        }
    }

    /** Writes what is due; false when the connection is to be cut. */
    final boolean write(long now) throws IOException {
        targetFull = false;
        for (Step step = steps.peek(); step != null; step = steps.peek()) {
            if (waits(step, now)) {
                return true;
            }
            if (step.mark == Mark.CUT) {
                return false;
            }
            if (step.mark == Mark.END) {
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
        return !sourceEnded && bytesHeld < BYTES_HELD;
    }

    final boolean wantsToWrite() {
        return targetFull;
    }

    final boolean hasEnded() {
        return targetEnded || (sourceEnded && deaf);
    }

    /** When the next step is due, or Long.MAX_VALUE when it does not wait for a time. */
    final long nanosUntilDue(long now) {
        Step step = steps.peek();
        return step == null || step.dueNanos - now <= 0 ? Long.MAX_VALUE : step.dueNanos - now;
    }

    final void cutAfter(long bytes) {
        bytesUntilCut = bytes;
    }

    /** From here on whatever comes is read and forgotten. */
    final void goSilent() {
        flushPassed();
        deaf = true;
    }

    final void cutHere() {
        goSilent();
        mark(Mark.CUT, null);
    }

    final void holdUntilReleased(Fault fault) {
        flushPassed();
        mark(Mark.HOLD, fault);
    }

    final void pass(byte[] bytes, int count) {
        if (deaf) {
            return;
        }
        int allowed = (int) Math.min(count, bytesUntilCut);
        passed.write(bytes, 0, allowed);
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

    private void flushPassed() {
        if (passed.size() > 0) {
            bytesHeld += passed.size();
            steps.add(new Step(Mark.BYTES, ByteBuffer.wrap(passed.toByteArray()), dueNanos(), null));
            passed.reset();
        }
    }

    private void mark(Mark mark, @Nullable Fault until) {
        steps.add(new Step(mark, ByteBuffer.allocate(0), dueNanos(), until));
    }

    private long dueNanos() {
        return System.nanoTime() + rules.delayNanos(direction);
    }
}
