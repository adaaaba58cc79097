package io.github.dkredis.cache;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Calls that block, beside the test's own thread: each in one of its own, since a common pool may have a single one. */
final class Background {

    private Background() {}

    static <T> CompletableFuture<T> run(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, task -> new Thread(task, "background").start());
    }
}
