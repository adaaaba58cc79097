package io.github.dkredis.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs something in several threads at once. */
final class Threads {

    private Threads() {}

    /** The work of one thread. */
    @FunctionalInterface
    interface Body<T> {

        T run(int index) throws Exception;
    }

    /** {@return what each thread returned, once all have ended} */
    static <T> List<T> run(int count, Body<T> body) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int index = i;
                running.add(threads.submit(() -> body.run(index)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> thread : running) {
                results.add(thread.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
