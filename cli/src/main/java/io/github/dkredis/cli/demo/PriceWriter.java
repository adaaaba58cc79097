package io.github.dkredis.cli.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dkredis.cache.Cache;
import java.time.Duration;
import java.util.List;

/** A worker that changes a price, which is the moment of the change, so that a reader can tell its age. */
final class PriceWriter {

    static final String KEY = "price";
    static final int CHANGES = 200;

    private static final Duration PAUSE = Duration.ofMillis(4);

    private PriceWriter() {}

    static Figures plain(WorkerContext context, List<String> arguments) {
        context.plain()
                .set(
                        KEY.getBytes(US_ASCII),
                        Long.toString(WorkerContext.wallMicros()).getBytes(US_ASCII));
        return Figures.none();
    }

    static Figures cache(WorkerContext context, List<String> arguments) throws InterruptedException {
        Cache<String, Long> prices = context.redis().cache("prices", Long.class);
        for (int i = 0; i < CHANGES; i++) {
            prices.put(KEY, WorkerContext.wallMicros());
            Thread.sleep(PAUSE.toMillis());
        }
        prices.put(KEY, -WorkerContext.wallMicros()); // negative: the last one
        return Figures.none();
    }
}
