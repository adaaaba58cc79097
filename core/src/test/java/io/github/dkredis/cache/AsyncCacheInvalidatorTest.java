package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of the asynchronous invalidator. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
@Timeout(30)
class AsyncCacheInvalidatorTest extends CacheInvalidatorContract {

    @Override
    <T> T saving(CacheInvalidator invalidator, CachedEntity entity, Callable<T> body) throws Exception {
        return await(invalidator.async().saving(entity, () -> started(body)));
    }

    @Override
    <T> T deleting(CacheInvalidator invalidator, CachedEntity entity, Callable<T> body) throws Exception {
        return await(invalidator.async().deleting(entity, () -> started(body)));
    }

    private static <T> CompletableFuture<T> started(Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(body.call());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                "transaction");
        thread.start();
        return result;
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Test
    void saving_bodyThrowsInsteadOfReturningAStage_failsTheStageAndRemovesTheTombstone() {
        IllegalStateException failure = new IllegalStateException("no transaction");
        assertThat(writer.invalidator().async().saving(new Person(1, "new"), () -> {
                    throw failure;
                }))
                .failsWithin(Duration.ofSeconds(9))
                .withThrowableThat()
                .withCause(failure);
        assertThat(server.command("KEYS", "dkredis:cache-fill:*")).isEqualTo(List.of());
    }

    /** Caught a planted bug: a wait for the body that ends when the stage is cancelled. */
    @Test
    void saving_stageIsCancelled_tombstoneStandsUntilTheBodyEnds() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CompletableFuture<String> body = new CompletableFuture<>();
        CompletableFuture<String> saving = writer.invalidator()
                .async()
                .saving(new Person(1, "new"), () -> {
                    began.countDown();
                    return body;
                })
                .toCompletableFuture();
        assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();

        saving.cancel(true);

        assertThat(reader.cache().get("person:1", key -> "old")).isEqualTo("old");
        assertThat(reader.cache().find("person:1").isHit()).isFalse();
        assertThat((List<?>) server.command("KEYS", "dkredis:cache-fill:*")).hasSize(2);
        body.complete("saved");
        Await.until(() -> server.command("KEYS", "dkredis:cache-fill:*").equals(List.of()), Duration.ofSeconds(9));
    }
}
