package io.github.dkredis.chaos.load;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads of blocking callers: virtual ones where the JDK has them. */
final class Callers {

    private Callers() {}

    static ExecutorService executor() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) { // before Java 21
            return Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(null, task, "load", 256 << 10);
                thread.setDaemon(true);
                return thread;
            });
        }
    }
}
