package io.github.dkredis.cli.demo;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Everything that a step may use. The server is empty when a step begins. */
record Stage(RedisServer server, WorkerPool workers, Story story) {

    DkRedis connect() {
        return DkRedis.connect(server.uri().toString());
    }

    /** {@return what a GET of a counter answers, 0 for a missing key} */
    long number(String key) {
        Object value = server.command("GET", key);
        return value == null ? 0 : Long.parseLong(value.toString());
    }

    /** {@return the elements of a list of numbers, in their order} */
    List<Long> numbers(String key) {
        return elements(server.command("LRANGE", key, "0", "-1")).stream()
                .map(element -> Long.valueOf(String.valueOf(element)))
                .toList();
    }

    /** {@return the elements of a reply that is a list} */
    static List<?> elements(@Nullable Object reply) {
        return reply instanceof List<?> list ? list : List.of();
    }

    /** Waits for something that takes its time, and ends by an exception if the demo stops this step. */
    void pause(Duration duration) {
        try {
            TimeUnit.MILLISECONDS.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("this step was stopped", e);
        }
    }
}
