package io.github.dkredis.benchmarks.memory;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LiveHeap;
import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measured;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.testkit.RespConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** One client holds many locks, and another client of the same JVM waits for each with an asynchronous caller. */
final class WaitingLocks {

    static final String BASELINE = "Redisson RLock";
    static final int LOCKS = 2_000;

    /** Everything that exists once is made by these first callers. */
    private static final int FIRST = 50;

    private static final Duration LONG = Duration.ofHours(1);
    private static final int SECONDS_TO_WAIT = 60;

    private WaitingLocks() {}

    static List<Subject> subjects() {
        return List.of(
                new Subject(BASELINE, LibraryVersion.of("org.redisson", "redisson"), WaitingLocks::redisson),
                new Subject("dkredis", LibraryVersion.of("io.github.dkredis", "dkredis"), WaitingLocks::product));
    }

    /** Two clients of a library. */
    private interface Clients {
        CompletionStage<?> acquire(int lock);

        CompletionStage<?> await(int lock);

        /** Asks the server how many locks are waited for. */
        Object waiting(RespConnection server);

        void close();
    }

    private static Load product(LoadContext context) throws Exception {
        DkRedis holder = connect(context);
        DkRedis waiter = connect(context);
        return measured(context, new Clients() {
            @Override
            public CompletionStage<?> acquire(int lock) {
                return holder.mutex("bench" + lock).async().acquire();
            }

            @Override
            public CompletionStage<?> await(int lock) {
                return waiter.mutex("bench" + lock).timeout(LONG).async().acquire();
            }

            @Override
            public Object waiting(RespConnection server) {
                return Objects.requireNonNull(server.call("KEYS", "dkredis:mutex-queue:*"));
            }

            @Override
            public void close() {
                waiter.close();
                holder.close();
            }
        });
    }

    private static Load redisson(LoadContext context) throws Exception {
        RedissonClient holder = Redisson.create(config(context));
        RedissonClient waiter = Redisson.create(config(context));
        return measured(context, new Clients() {
            @Override
            public CompletionStage<?> acquire(int lock) {
                return holder.getLock("bench" + lock).lockAsync(lock);
            }

            @Override
            public CompletionStage<?> await(int lock) {
                return waiter.getLock("bench" + lock).lockAsync(lock);
            }

            @Override
            public Object waiting(RespConnection server) {
                return Objects.requireNonNull(server.call("PUBSUB", "CHANNELS", "redisson_lock__channel:*"));
            }

            @Override
            public void close() {
                waiter.shutdown(0, 2, TimeUnit.SECONDS);
                holder.shutdown(0, 2, TimeUnit.SECONDS);
            }
        });
    }

    /** By default, 250 locks can be waited for at the same time, because each one is a subscription. */
    private static Config config(LoadContext context) {
        Config config = new Config();
        config.useSingleServer().setAddress(context.uri()).setSubscriptionsPerConnection(LOCKS);
        return config;
    }

    private static Load measured(LoadContext context, Clients clients) throws Exception {
        List<CompletionStage<?>> all = new ArrayList<>(2 * LOCKS);
        try (RespConnection server = RespConnection.open("127.0.0.1", context.port())) {
            for (int i = 0; i < LOCKS; i++) {
                all.add(clients.acquire(i));
            }
            for (CompletionStage<?> acquired : List.copyOf(all)) {
                acquired.toCompletableFuture().get(SECONDS_TO_WAIT, TimeUnit.SECONDS);
            }
            wait(clients, server, all, 0, FIRST);
            LiveHeap before = LiveHeap.before();
            wait(clients, server, all, FIRST, LOCKS);
            return new Measured(before.each(LOCKS - FIRST), () -> close(clients, all));
        }
    }

    private static void wait(Clients clients, RespConnection server, List<CompletionStage<?>> all, int from, int end)
            throws InterruptedException {
        for (int i = from; i < end; i++) {
            all.add(clients.await(i));
        }
        long begin = System.nanoTime();
        while (!(clients.waiting(server) instanceof Collection<?> names && names.size() == end)) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(SECONDS_TO_WAIT)) {
                throw new WrongResultException("not all callers wait: " + clients.waiting(server));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** The callers are kept until here. */
    private static void close(Clients clients, List<CompletionStage<?>> all) {
        clients.close();
        all.clear();
    }

    /** A busy machine may be slow. */
    private static DkRedis connect(LoadContext context) {
        return DkRedis.builder()
                .uri(context.uri())
                .connectTimeout(Duration.ofMinutes(1))
                .connect();
    }
}
