package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of the blocking invalidator. */
@RedisTest(
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS, Leftover.KEYS_WITHOUT_TTL})
@Timeout(30)
class CacheInvalidatorTest extends CacheInvalidatorContract {

    @Override
    <T> T saving(CacheInvalidator invalidator, CachedEntity entity, Callable<T> body) throws Exception {
        return invalidator.saving(entity, body::call);
    }

    @Override
    <T> T deleting(CacheInvalidator invalidator, CachedEntity entity, Callable<T> body) throws Exception {
        return invalidator.deleting(entity, body::call);
    }

    @Test
    void saving_bodyIsInterrupted_tombstonesAreRemovedAllTheSame() throws Exception {
        writer.invalidator().saving(new Person(1, "new"), () -> {
            Thread.currentThread().interrupt();
            return null;
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(server.command("KEYS", "dkredis:cache-fill:*")).isEqualTo(List.of());
    }

    /** A former defect: a removal waited for the executor on which it ran. */
    @Test
    void saving_onTheClientsOwnExecutor_doesNotDeadlock() {
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(writer.cache()
                    .async()
                    .get("person:1")
                    .thenApply(found -> {
                        try {
                            return saving(writer.invalidator(), new Person(1, "new"), () -> "saved");
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toCompletableFuture());
        }
        all.forEach(
                one -> assertThat(one).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("saved"));
    }
}
