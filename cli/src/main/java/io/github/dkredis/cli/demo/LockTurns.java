package io.github.dkredis.cli.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dkredis.lock.Lease;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;

/**
 * Threads of a worker that take turns at a counter. Now and then, a turn of one thread of the first worker is a long
 * one.
 */
final class LockTurns {

    static final int THREADS = 8;
    static final String COUNTER = "counter";
    static final String FENCES = ":fences";
    static final Duration RUN = Duration.ofSeconds(2);
    static final Duration TTL = Duration.ofMillis(100);
    static final Duration RETRY = Duration.ofMillis(10);
    static final Duration LONG_TURN = Duration.ofMillis(150);

    private static final Duration LONG_TURN_EVERY = Duration.ofMillis(500);
    private static final Duration WARM_UP = Duration.ofMillis(700);
    private static final byte[] LOCK = "lock".getBytes(US_ASCII);

    /** Acquires a lock, lets a thread take its turn, and releases the lock. */
    private interface Way {

        void takeTurn(LockTurns thread) throws InterruptedException;
    }

    private final RedisCommands<byte[], byte[]> plain;
    private final String counter;
    private final long endNanos;
    private long nextLongTurn;
    private long turns;
    private long longestWait;

    private LockTurns(WorkerContext context, String counter, Duration run, boolean hasLongTurns) {
        long now = System.nanoTime();
        this.plain = context.plain();
        this.counter = counter;
        this.endNanos = now + run.toNanos();
        this.nextLongTurn = hasLongTurns ? now + LONG_TURN_EVERY.toNanos() / 2 : endNanos + LONG_TURN.toNanos();
    }

    static Figures naive(WorkerContext context, List<String> arguments) throws Exception {
        return run(context, arguments, thread -> {
            long asked = System.nanoTime();
            while (context.plain()
                            .set(LOCK, new byte[] {'1'}, SetArgs.Builder.nx().px(TTL))
                    == null) {
                if (!thread.isRunning()) {
                    thread.waitedSince(asked);
                    return;
                }
                Thread.sleep(RETRY.toMillis());
            }
            thread.waitedSince(asked);
            thread.addOne();
            context.plain().del(LOCK);
        });
    }

    static Figures dkredis(WorkerContext context, List<String> arguments) throws Exception {
        return run(context, arguments, thread -> {
            long asked = System.nanoTime();
            try (Lease lease = context.redis().mutex(COUNTER).acquire()) {
                thread.waitedSince(asked);
                thread.addOne();
                thread.append(lease.fencingToken());
            }
        });
    }

    private static Figures run(WorkerContext context, List<String> arguments, Way way) throws Exception {
        boolean isFirst = arguments.get(0).equals("0");
        context.awaitStart();
        // The figures are not meant to be those of class loading.
        Threads.run(THREADS, index -> play(new LockTurns(context, "warm-up", WARM_UP, false), way));
        List<LockTurns> played =
                Threads.run(THREADS, index -> play(new LockTurns(context, COUNTER, RUN, isFirst && index == 0), way));
        LongSummaryStatistics turns =
                played.stream().mapToLong(thread -> thread.turns).summaryStatistics();
        long longestWait =
                played.stream().mapToLong(thread -> thread.longestWait).max().orElse(0);
        return new Figures(Map.of(
                "turns", turns.getSum(),
                "fewest", turns.getMin(),
                "most", turns.getMax(),
                "waitMicros", longestWait / 1_000));
    }

    private static LockTurns play(LockTurns thread, Way way) throws InterruptedException {
        while (thread.isRunning()) {
            way.takeTurn(thread);
        }
        return thread;
    }

    private boolean isRunning() {
        return System.nanoTime() - endNanos < 0;
    }

    private void waitedSince(long nanos) {
        longestWait = Math.max(longestWait, System.nanoTime() - nanos);
    }

    /** Adds one by reading and writing, which loses an addition unless this thread is alone. */
    private void addOne() throws InterruptedException {
        byte[] key = counter.getBytes(US_ASCII);
        byte[] old = plain.get(key);
        if (System.nanoTime() - nextLongTurn >= 0) {
            Thread.sleep(LONG_TURN.toMillis());
            nextLongTurn = System.nanoTime() + LONG_TURN_EVERY.toNanos();
        }
        long next = old == null ? 1 : Long.parseLong(new String(old, US_ASCII)) + 1;
        plain.set(key, Long.toString(next).getBytes(US_ASCII));
        turns++;
    }

    private void append(long fence) {
        plain.rpush((counter + FENCES).getBytes(US_ASCII), Long.toString(fence).getBytes(US_ASCII));
    }
}
