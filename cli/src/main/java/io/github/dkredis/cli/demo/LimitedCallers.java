package io.github.dkredis.cli.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A worker that asks a limiter for a permit about every millisecond, and writes down when it got one. */
final class LimitedCallers {

    static final int PERMITS = 50;
    static final int BURST = 5;
    static final String WINDOW = "window";
    static final String ADMITTED = "admitted";
    static final Duration RUN = Duration.ofMillis(1_200);

    private static final Duration PACE = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private LimitedCallers() {}

    static Figures naive(WorkerContext context, List<String> arguments) throws InterruptedException {
        RedisCommands<byte[], byte[]> plain = context.plain();
        byte[] window = WINDOW.getBytes(US_ASCII);
        return run(context, () -> {
            long count = plain.incr(window);
            if (count == 1) {
                plain.pexpire(window, SECOND);
            }
            return count <= PERMITS;
        });
    }

    static Figures dkredis(WorkerContext context, List<String> arguments) throws InterruptedException {
        RateLimiter limit =
                context.redis().rateLimiter("mail", Rate.of(PERMITS, SECOND).withBurst(BURST));
        return run(context, () -> limit.tryAcquire().isAllowed());
    }

    private static Figures run(WorkerContext context, BooleanSupplier limiter) throws InterruptedException {
        List<byte[]> admitted = new ArrayList<>();
        context.awaitStart();
        long asked = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < RUN.toNanos()) {
            asked++;
            if (limiter.getAsBoolean()) {
                admitted.add(Long.toString(WorkerContext.wallMicros()).getBytes(US_ASCII));
            }
            LockSupport.parkNanos(PACE.toNanos());
        }
        if (!admitted.isEmpty()) {
            context.plain().rpush(ADMITTED.getBytes(US_ASCII), admitted.toArray(byte[][]::new));
        }
        return new Figures(Map.of("asked", asked));
    }
}
