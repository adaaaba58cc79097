package io.github.dkredis.cli.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.Mutex;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A worker that holds two locks, a naive one and one of this library, and workers that want to take them over. */
final class LockTakeOver {

    static final String NAME = "report";
    static final String NAIVE_KEY = "lock";
    static final Duration LEASE = Duration.ofSeconds(3); // a busy machine does not renew a shorter one in time
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration RETRY = Duration.ofMillis(10);

    private LockTakeOver() {}

    /** Takes both locks and keeps them: neither is released before this process ends. */
    @SuppressWarnings("MustBeClosedChecker")
    static Figures hold(WorkerContext context, List<String> arguments) {
        context.plain().set(NAIVE_KEY.getBytes(US_ASCII), new byte[] {'1'}, SetArgs.Builder.nx());
        return new Figures(Map.of("fence", mutex(context).acquire().fencingToken()));
    }

    static Figures naive(WorkerContext context, List<String> arguments) throws InterruptedException {
        context.awaitStart();
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean taken = false;
        while (!taken && System.nanoTime() < end) {
            taken = context.plain().set(NAIVE_KEY.getBytes(US_ASCII), new byte[] {'1'}, SetArgs.Builder.nx()) != null;
            Thread.sleep(RETRY.toMillis());
        }
        return new Figures(Map.of("taken", taken ? 1L : 0L));
    }

    static Figures dkredis(WorkerContext context, List<String> arguments) throws InterruptedException {
        context.awaitStart();
        try (Lease lease = mutex(context).acquire()) {
            return new Figures(Map.of("fence", lease.fencingToken()));
        }
    }

    private static Mutex mutex(WorkerContext context) {
        return context.redis().mutex(NAME).lease(LEASE).renewed();
    }
}
