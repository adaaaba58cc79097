package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The threads that run the caller's code, the events that listeners receive, and the contents of exceptions. */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class ThreadsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** Records the threads that call it. */
    private static final class RecordingCodec implements Codec {
        final Set<String> threads = ConcurrentHashMap.newKeySet();

        @Override
        public byte[] encode(@Nullable Object value) {
            threads.add(Thread.currentThread().getName());
            return String.valueOf(value).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object decode(byte[] bytes) {
            threads.add(Thread.currentThread().getName());
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public Object decode(byte[] bytes, Type type) {
            return decode(bytes);
        }
    }

    @Test
    void callersCode_everyKind_neverRunsOnTheEventLoop(RedisServer server, FaultProxy proxy) throws Exception {
        RecordingCodec codec = new RecordingCodec();
        Set<String> threads = codec.threads;
        Runnable noted = () -> threads.add(Thread.currentThread().getName());
        try (DkRedis redis = DkRedis.builder()
                .uri(proxy.uri().toString())
                .listener(event -> noted.run())
                .connect()) {
            for (int i = 0; i < 8; i++) {
                redis.values(codec).set("k", "v");
                redis.values(codec).get("k");
                redis.values(codec)
                        .async()
                        .set("k", "v")
                        .thenCompose(done -> redis.values(codec).async().get("k"))
                        .thenRun(noted)
                        .thenCompose(done -> redis.atomics().async().update("n", old -> {
                            noted.run();
                            return "1";
                        }))
                        .thenRun(noted)
                        .thenCompose(done -> redis.hashes().async().field("*", "f"))
                        .thenRun(noted)
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
                proxy.cut();
                redis.values()
                        .async()
                        .get("k")
                        .whenComplete((v, e) -> noted.run())
                        .toCompletableFuture()
                        .handle((v, e) -> v)
                        .join();
            }
        }
        assertThat(threads).isNotEmpty().noneMatch(name -> name.contains("lettuce") || name.contains("nio"));
        assertThat(threads).anyMatch(name -> name.startsWith("dkredis-"));
    }

    /** Planted once: a rate limiter that tries a mutex first. There was a second connection. */
    @Test
    void limitsAndFetchLocks_used_openNothingOfTheMutex(RedisServer server) {
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            redis.rateLimiter("a", Rate.of(1, Duration.ofSeconds(1))).tryAcquire();
            redis.cooldown(List.of("b"), Duration.ofSeconds(1));
            redis.fetchLock("weather").close();
            redis.ping();

            assertThat(server.clients().stream().filter(line -> line.contains(" name=dkredis")))
                    .hasSize(1);
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("dkredis-lock-timer"));
        }
    }

    @Test
    void stage_executorGiven_completesThere(RedisServer server) throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
        try (DkRedis redis = DkRedis.builder()
                .uri(server.uri().toString())
                .executor(executor)
                .connect()) {
            // the executor is blocked until the continuation is registered; otherwise the reply could come first
            CompletableFuture<Void> registered = new CompletableFuture<>();
            executor.execute(registered::join);
            CompletableFuture<String> where = new CompletableFuture<>();
            redis.values()
                    .async()
                    .get("k")
                    .thenRun(() -> where.complete(Thread.currentThread().getName()));
            registered.complete(null);

            assertThat(where.get(20, TimeUnit.SECONDS)).isEqualTo("mine");
        } finally {
            executor.shutdownNow();
        }
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void listener_connectionLost_receivesAllEvents(RedisServer server, FaultProxy proxy) {
        Queue<DkRedisEvent> events = new ConcurrentLinkedQueue<>();
        try (DkRedis redis = DkRedis.builder()
                .uri(proxy.uri().toString())
                .listener(events::add)
                .connect()) {
            proxy.onNext("get").dropReply();
            redis.values().get("read");
            proxy.onNext("set").dropReply();
            assertThat(catchThrowable(() -> redis.values().set("written", "v")))
                    .isInstanceOf(OutcomeUnknownException.class);
            redis.ping(); // reconnected
            proxy.refuse();
            proxy.cut();
            Await.until(() -> events.stream().anyMatch(DkRedisEvent.ReconnectFailed.class::isInstance), SOON);
            proxy.accept();
            redis.ping();

            // several threads tell the listener, in no order
            Await.until(
                    () -> count(events, DkRedisEvent.Connected.class) == 4
                            && count(events, DkRedisEvent.ConnectionLost.class) == 3
                            && count(events, DkRedisEvent.OutageEnded.class) == 3
                            && count(events, DkRedisEvent.Repeated.class) == 1
                            && count(events, DkRedisEvent.OutcomeUnknown.class) == 1
                            && events.stream()
                                    .anyMatch(event -> event instanceof DkRedisEvent.ReconnectFailed failed
                                            && failed.attempt() == 1),
                    SOON,
                    events::toString);
            assertThat(events)
                    .contains(new DkRedisEvent.Repeated("get \"read\""))
                    .contains(new DkRedisEvent.OutcomeUnknown("set \"written\""))
                    .anyMatch(event -> event instanceof DkRedisEvent.Connected connected
                            && connected.server().startsWith(server.binary().product() + " ")
                            && connected.address().equals("127.0.0.1:" + proxy.port()));
            assertThat(events)
                    .filteredOn(DkRedisEvent.OutageEnded.class::isInstance)
                    .allMatch(event -> event instanceof DkRedisEvent.OutageEnded ended
                            && ended.outage().toNanos() > 0
                            && ended.address().equals("127.0.0.1:" + proxy.port()));
        }
    }

    private static long count(Queue<DkRedisEvent> events, Class<?> type) {
        return events.stream().filter(type::isInstance).count();
    }

    @Test
    void listener_thatThrows_affectsNoCall(FaultProxy proxy) {
        try (DkRedis redis = DkRedis.builder()
                .uri(proxy.uri().toString())
                .listener(event -> {
                    throw new AssertionError("thrown by the listener");
                })
                .connect()) {
            for (int i = 0; i < 5; i++) {
                proxy.cut();
                redis.ping();
                redis.values().async().get("k").toCompletableFuture().join();
            }
        }
    }

    @Test
    void codec_thatThrowsAnything_endsItsStage(RedisServer server) throws Exception {
        Codec broken = new Codec() {
            @Override
            public byte[] encode(@Nullable Object value) {
                return new byte[] {1};
            }

            @Override
            public Object decode(byte[] bytes) {
                throw sneaky(new java.io.IOException("checked"));
            }

            @Override
            public Object decode(byte[] bytes, Type type) {
                throw new StackOverflowError();
            }
        };
        try (DkRedis redis = DkRedis.connect(server.uri().toString())) {
            redis.values(broken).set("k", "v");

            assertThat(catchThrowable(() -> redis.values(broken)
                            .async()
                            .get("k")
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS)))
                    .hasCauseInstanceOf(java.io.IOException.class);
            assertThat(catchThrowable(() -> redis.values(broken)
                            .async()
                            .get("k", String.class)
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS)))
                    .hasCauseInstanceOf(StackOverflowError.class);
            assertThat(redis.toString()).contains(", 0 in flight");
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
        throw (E) e;
    }

    @Test
    void exception_ofABlockingCall_showsTheCaller(RedisServer server, FaultProxy proxy) {
        try (DkRedis redis = DkRedis.connect(proxy.uri().toString())) {
            redis.values().set("text", "no number");
            server.command("HSET", "h", "f", "v");
            proxy.onNext("set").dropReply();

            for (Throwable thrown : new Throwable[] {
                catchThrowable(() -> redis.values().set("k", "v")),
                catchThrowable(() -> redis.values().get("h")),
                catchThrowable(() -> redis.atomics().setMax("text", 1)),
                catchThrowable(() -> redis.hashes().get("text"))
            }) {
                assertThat(thrown)
                        .isInstanceOf(DkRedisException.class)
                        .satisfies(e -> assertThat(e.getStackTrace())
                                .anyMatch(frame -> frame.getClassName().equals(ThreadsTest.class.getName())));
            }
        }
    }

    @Test
    void toString_andMessages_nameTheServerAndNoPassword(RedisServer server) {
        server.command("CONFIG", "SET", "requirepass", "hunter2");
        String uri = "redis://:hunter2@127.0.0.1:" + server.port();
        DkRedisBuilder builder = DkRedis.builder().uri(uri).timeout(Duration.ofMillis(300));
        try (DkRedis redis = builder.connect()) {
            assertThat(redis.toString()).isEqualTo("DkRedis[127.0.0.1:" + server.port() + ", 0 in flight]");
            assertThat(builder.toString()).doesNotContain("hunter2");
            server.pause();
            Throwable failure = catchThrowable(() -> redis.values().set("k", "hunter2"));
            for (Throwable t = failure; t != null; t = t.getCause()) {
                assertThat(t.toString()).doesNotContain("hunter2");
            }
            server.resume();
        }
    }
}
