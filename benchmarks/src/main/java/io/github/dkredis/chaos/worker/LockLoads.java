package io.github.dkredis.chaos.worker;

import io.github.dkredis.chaos.history.Bounds;
import io.github.dkredis.chaos.history.Feature;
import io.github.dkredis.chaos.history.Observation.FencedWrite;
import io.github.dkredis.chaos.history.Observation.Visit;
import io.github.dkredis.chaos.history.Span;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.Permit;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Mutexes with fencing tokens, semaphores, fetch locks. */
final class LockLoads {

    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration FETCH_LEASE = Duration.ofSeconds(2);

    private LockLoads() {}

    static List<Load> of(LoadContext context) {
        Load mutex = new MutexLoad(context);
        Load semaphore = new SemaphoreLoad(context);
        return List.of(mutex, mutex, semaphore, semaphore, new FetchLoad(context));
    }

    /** Works inside a lock: mostly briefly, now and then for longer than a renewal takes. */
    private static void work(Random random) {
        int millis = random.nextInt(40) == 0 ? 1_500 : random.nextInt(10);
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    private record MutexLoad(LoadContext context) implements Load {
        @Override
        public Feature feature() {
            return Feature.MUTEX;
        }

        @Override
        public void run(Random random) {
            String name = "chaos-" + random.nextInt(2);
            try (Lease lease = context.redis()
                    .mutex(name)
                    .lease(Bounds.DEFAULTS.lease())
                    .renewed()
                    .timeout(WAIT)
                    .acquire()) {
                long enter = Span.now();
                SourceClient.FenceAnswer answer = context.source().write(name, lease.fencingToken());
                boolean believed = lease.isHeld();
                context.recorder()
                        .add(new FencedWrite(
                                name,
                                lease.fencingToken(),
                                answer.order(),
                                answer.accepted(),
                                believed,
                                Span.since(enter)));
                work(random);
                Span stay = Span.since(enter);
                context.recorder().add(new Visit(Feature.MUTEX, name, 0, lease.fencingToken(), stay, lease.isHeld()));
            }
        }
    }

    private record SemaphoreLoad(LoadContext context) implements Load {
        @Override
        public Feature feature() {
            return Feature.SEMAPHORE;
        }

        @Override
        public void run(Random random) {
            int count = random.nextInt(4) == 0 ? 2 : 1;
            try (Permit permit = context.redis()
                    .semaphore("chaos", Bounds.DEFAULTS.permits())
                    .lease(Bounds.DEFAULTS.lease())
                    .renewed()
                    .timeout(WAIT)
                    .acquire(count)) {
                long enter = Span.now();
                work(random);
                Span stay = Span.since(enter);
                boolean believed = permit.isHeld();
                for (int slot : permit.slots()) {
                    context.recorder()
                            .add(new Visit(Feature.SEMAPHORE, "chaos", slot, permit.fencingToken(), stay, believed));
                }
            }
        }
    }

    private record FetchLoad(LoadContext context) implements Load {
        @Override
        public Feature feature() {
            return Feature.FETCH_LOCK;
        }

        @Override
        public void run(Random random) {
            long begin = Span.now();
            try (FetchLock fetch = context.redis().fetchLock("chaos", FETCH_LEASE)) {
                if (fetch.shouldFetch()) {
                    long enter = Span.now();
                    work(random);
                    Span stay = Span.since(enter);
                    boolean inLease = Span.since(begin).length().compareTo(FETCH_LEASE) < 0;
                    context.recorder().add(new Visit(Feature.FETCH_LOCK, "chaos", 0, 0, stay, inLease));
                } else {
                    fetch.awaitFetch(Duration.ofSeconds(1));
                }
            }
        }
    }
}
