package io.github.dkredis.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Planted once: writes of one entry that are started at once. An eviction came before the store it had to follow. */
class PendingWritesTest {

    private final PendingWrites writes = new PendingWrites();
    private final List<String> begun = new ArrayList<>();

    private CompletionStage<?> start(String key, String name, CompletableFuture<String> write) {
        return writes.start(key, () -> {
            begun.add(name);
            return write;
        });
    }

    @Test
    void start_sameEntry_waitsForTheWriteBeforeEvenIfItFails() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        start("a", "store", first);
        CompletionStage<?> evicted = start("a", "evict", second);
        start("b", "other entry", CompletableFuture.completedFuture(""));
        assertThat(begun).containsExactly("store", "other entry");

        first.completeExceptionally(new IllegalStateException("planned"));
        assertThat(begun).containsExactly("store", "other entry", "evict");

        second.complete("");
        assertThat(evicted.toCompletableFuture()).isCompleted();
    }

    @Test
    void await_pendingWrite_returnsWhenItIsDone() {
        CompletableFuture<String> write = new CompletableFuture<>();
        start("a", "store", write);
        CompletableFuture<Void> waiter = CompletableFuture.runAsync(() -> writes.await("a"));
        CompletableFuture<Void> waiterForAll = CompletableFuture.runAsync(writes::awaitAll);
        writes.await("b");
        assertThat(waiter).isNotDone();

        write.complete("");

        assertThat(waiter.join()).isNull();
        assertThat(waiterForAll.join()).isNull();
        writes.await("a");
    }
}
