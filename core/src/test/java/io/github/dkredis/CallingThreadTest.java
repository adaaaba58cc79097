package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.atomic.AsyncAtomics;
import io.github.dkredis.cache.AsyncCache;
import io.github.dkredis.cache.AsyncLoadingCache;
import io.github.dkredis.hash.AsyncHashes;
import io.github.dkredis.limit.AsyncCooldown;
import io.github.dkredis.limit.AsyncRateLimiter;
import io.github.dkredis.lock.AsyncFetchLock;
import io.github.dkredis.lock.AsyncFetchLockProvider;
import io.github.dkredis.lock.AsyncLease;
import io.github.dkredis.lock.AsyncMultiLease;
import io.github.dkredis.lock.AsyncMultiMutex;
import io.github.dkredis.lock.AsyncMutex;
import io.github.dkredis.lock.AsyncPermit;
import io.github.dkredis.lock.AsyncSemaphore;
import io.github.dkredis.support.BlockingCall;
import io.github.dkredis.support.ChildJvm;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.value.AsyncValues;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Blocking calls complete on whatever thread they are made: on those of the client's own executor, and on virtual ones.
 */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class CallingThreadTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final Map<String, Class<?>> ASYNC_TYPES = Map.ofEntries(
            Map.entry("values", AsyncValues.class),
            Map.entry("hashes", AsyncHashes.class),
            Map.entry("atomics", AsyncAtomics.class),
            Map.entry("mutex", AsyncMutex.class),
            Map.entry("lease", AsyncLease.class),
            Map.entry("multiMutex", AsyncMultiMutex.class),
            Map.entry("multiLease", AsyncMultiLease.class),
            Map.entry("semaphore", AsyncSemaphore.class),
            Map.entry("permit", AsyncPermit.class),
            Map.entry("fetchLocks", AsyncFetchLockProvider.class),
            Map.entry("fetchLock", AsyncFetchLock.class),
            Map.entry("rateLimiter", AsyncRateLimiter.class),
            Map.entry("cooldown", AsyncCooldown.class),
            Map.entry("cache", AsyncCache.class));

    static List<BlockingCall> calls() {
        return BlockingCall.all();
    }

    /** The list of calls is complete: it has every method that has an asynchronous form. */
    @Test
    void calls_everyFeature_everyMethodIsCalled() {
        Set<String> called = BlockingCall.all().stream()
                .map(call -> call.name().split(" ", 2)[0])
                .collect(Collectors.toSet());

        ASYNC_TYPES.forEach((feature, type) -> assertThat(called).containsAll(methods(feature, type)));
        assertThat(called).containsAll(methods("objectCache", AsyncCache.class));
        assertThat(called).containsAll(methods("nearCache", AsyncCache.class));
        assertThat(called).containsAll(methods("loadingCache", AsyncLoadingCache.class));
    }

    private static Set<String> methods(String feature, Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .map(Method::getName)
                .filter(name -> !name.equals("withCodec") && !name.equals("as") && !name.equals("withTtl"))
                .filter(name -> !name.equals("withTtlForNewKeys") && !name.equals("withoutCombining"))
                .filter(name -> !name.equals("toString"))
                .map(name -> feature + "." + name)
                .collect(Collectors.toSet());
    }

    /**
     * The client's executor has two threads, and both wait in the same call at the same time, so no step of the call
     * may need a third one. Caught: {@code CacheInvalidator} waited for stages that complete on the executor.
     */
    @ParameterizedTest
    @MethodSource("calls")
    void blockingCall_onAllThreadsOfTheClientsExecutor_completes(
            BlockingCall call, RedisServer server, FaultProxy proxy) throws Exception {
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        ExecutorService executor = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "of the client");
            threads.add(thread);
            return thread;
        });
        try (DkRedis redis =
                DkRedis.builder().uri(proxy.uri().toString()).executor(executor).connect()) {
            AtomicInteger begun = new AtomicInteger();
            List<CompletableFuture<Void>> ends = IntStream.range(0, 2)
                    .mapToObj(caller -> redis.values()
                            .async()
                            .get("k")
                            .toCompletableFuture()
                            .thenAcceptAsync(
                                    value -> {
                                        begun.incrementAndGet();
                                        Await.until(() -> begun.get() >= 2, SOON);
                                        begun.incrementAndGet();
                                        run(call, redis, caller);
                                    },
                                    executor))
                    .toList();
            Await.until(() -> begun.get() >= 2, SOON);
            proxy.stall(Direction.REPLIES);
            Await.until(() -> begun.get() == 4 && allWaitOrAreDone(threads, ends), SOON, () -> stacks(threads));
            proxy.resume(Direction.REPLIES);

            for (CompletableFuture<Void> end : ends) {
                try {
                    end.get(SOON.toSeconds(), TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    throw new AssertionError(call + " hangs:" + stacks(threads), e);
                } catch (ExecutionException e) {
                    throw new AssertionError(call + " failed", e.getCause());
                }
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(executor.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    private static void run(BlockingCall call, DkRedis redis, int caller) {
        try {
            call.body().run(redis, caller);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean allWaitOrAreDone(Queue<Thread> threads, List<CompletableFuture<Void>> ends) {
        return threads.stream().allMatch(CallingThreadTest::waits)
                || ends.stream().allMatch(CompletableFuture::isDone);
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static String stacks(Queue<Thread> threads) {
        StringBuilder text = new StringBuilder();
        for (Thread thread : threads) {
            text.append("\n\"").append(thread.getName()).append("\" ").append(thread.getState());
            for (StackTraceElement frame : thread.getStackTrace()) {
                text.append("\n    at ").append(frame);
            }
        }
        return text.toString();
    }

    /** A call that blocked its carrier would never end, since what would wake it runs on the same carrier. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void blockingCall_aHundredVirtualThreadsOnOneCarrier_allComplete(RedisServer server, @TempDir Path folder)
            throws Exception {
        List<String> ended = ChildJvm.run(
                folder,
                List.of("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1"),
                VirtualThreads.class,
                server.uri().toString());

        assertThat(ended)
                .containsExactlyElementsOf(
                        calls().stream().map(BlockingCall::name).toList());
    }

    /** In the child JVM: each call by a hundred virtual threads at the same time. */
    static final class VirtualThreads {

        private static final int CALLERS = 100;

        public static void main(String[] args) throws Exception {
            ExecutorService threads = (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
            try (DkRedis redis = DkRedis.builder()
                    .uri(args[0])
                    .connectTimeout(Duration.ofSeconds(30))
                    .connect()) {
                for (BlockingCall call : calls()) {
                    List<CompletableFuture<Void>> ends = IntStream.range(0, CALLERS)
                            .mapToObj(caller -> CompletableFuture.runAsync(() -> run(call, redis, caller), threads))
                            .toList();
                    awaitAll(call, ends);
                    System.out.println("result " + call.name());
                }
            }
            threads.shutdown();
        }

        private static void awaitAll(BlockingCall call, List<CompletableFuture<Void>> ends) throws Exception {
            try {
                CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(SOON.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                long left = ends.stream().filter(end -> !end.isDone()).count();
                System.out.println(call.name() + ": " + left + " of " + CALLERS + " callers hang");
                Thread.getAllStackTraces().forEach((thread, stack) -> {
                    System.out.println(thread);
                    Arrays.stream(stack).forEach(frame -> System.out.println("    at " + frame));
                });
                System.exit(1); // the callers that hang would keep the client from closing
            }
        }
    }
}
