package io.github.dkredis.cli.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dkredis.cache.Cache;
import io.github.dkredis.cache.CacheOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/** A worker that reads a price all the time, and notices when another process has changed it. */
final class PriceReader {

    static final Duration MAP_TTL = Duration.ofSeconds(1);

    private static final Duration RUN = Duration.ofMillis(300);
    private static final long POLL_NANOS = 10_000;
    private static final int BATCH = 100;
    private static final byte[] KEY = PriceWriter.KEY.getBytes(US_ASCII);

    private record Copy(long price, long expiresNanos) {}

    /** Takes what was read, so that the JIT compiler cannot leave out the reads. */
    private static final LongAdder READ = new LongAdder();

    private PriceReader() {}

    /** Measures a GET for each read. */
    static Figures get(WorkerContext context, List<String> arguments) {
        return new Figures(Map.of("picos", picosPerRead(() -> stored(context))));
    }

    /** Measures a local map whose copies live for a while, then reports how late it notices each change. */
    static Figures map(WorkerContext context, List<String> arguments) {
        Map<String, Copy> copies = new ConcurrentHashMap<>();
        LongSupplier read = () -> {
            Copy copy = copies.get(PriceWriter.KEY);
            if (copy == null || copy.expiresNanos - System.nanoTime() < 0) {
                copy = new Copy(stored(context), System.nanoTime() + MAP_TTL.toNanos());
                copies.put(PriceWriter.KEY, copy);
            }
            return copy.price;
        };
        long picos = picosPerRead(read);
        long old = read.getAsLong(); // before the report, after which the price changes at any time
        context.report(new Figures(Map.of("picos", picos)));
        return new Figures(Map.of("lateMicros", age(nextPrice(read, old))));
    }

    /** Measures a near cache, then notices many changes. */
    static Figures near(WorkerContext context, List<String> arguments) {
        Cache<String, Long> prices = context.redis()
                .cache("prices", Long.class, CacheOptions.defaults().nearCache(10_000));
        prices.put(PriceWriter.KEY, 0L);
        LongSupplier read = () -> prices.get(PriceWriter.KEY).orElse(0L);
        context.report(new Figures(Map.of("picos", picosPerRead(read))));
        LongStream.Builder ages = LongStream.builder();
        long price = 0; // as it was put
        do {
            price = nextPrice(read, price);
            ages.add(age(price));
        } while (price >= 0); // the last one is negative
        long[] late = ages.build().sorted().toArray();
        return new Figures(Map.of(
                "changes",
                (long) late.length,
                "medianMicros",
                late[late.length / 2],
                "worstMicros",
                Arrays.stream(late).max().orElse(0)));
    }

    private static long stored(WorkerContext context) {
        byte[] price = context.plain().get(KEY);
        return price == null ? 0 : Long.parseLong(new String(price, US_ASCII));
    }

    /** {@return the price that the reader sees next after an old one} */
    private static long nextPrice(LongSupplier read, long old) {
        long price = read.getAsLong();
        while (price == old) {
            LockSupport.parkNanos(POLL_NANOS); // leaves the processor to the thread that is told of the change
            price = read.getAsLong();
        }
        return price;
    }

    /** {@return how long ago a price was written, which is the moment itself} */
    private static long age(long price) {
        return WorkerContext.wallMicros() - Math.abs(price);
    }

    /**
     * {@return the time of one read once the JIT compiler has done its work: the median of the second half of a run}
     */
    private static long picosPerRead(LongSupplier read) {
        long start = System.nanoTime();
        batches(read, start + RUN.toNanos() / 2);
        long[] sorted = batches(read, start + RUN.toNanos()).sorted().toArray();
        return sorted[sorted.length / 2] * 1_000 / BATCH;
    }

    /** {@return the nanoseconds of each batch until a moment, at least of one} */
    private static LongStream batches(LongSupplier read, long endNanos) {
        LongStream.Builder nanos = LongStream.builder();
        long start = System.nanoTime();
        do {
            long sum = 0;
            for (int i = 0; i < BATCH; i++) {
                sum += read.getAsLong();
            }
            READ.add(sum);
            long now = System.nanoTime();
            nanos.add(now - start);
            start = now;
        } while (start - endNanos < 0);
        return nanos.build();
    }
}
