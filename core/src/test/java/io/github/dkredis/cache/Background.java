package io.github.dkredis.cache;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs blocking calls beside the test's thread. Each call gets its own thread, because the common pool may have a
 * single thread on a small machine.
 */
final class Background {

    private Background() {}

    static <T> CompletableFuture<T> run(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, task -> new Thread(task, "background").start());
    }
}
