package io.github.dkredis.chaos.worker;

import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.chaos.history.Feature;
import io.github.dkredis.chaos.history.Observation.Read;
import io.github.dkredis.chaos.history.Observation.Saved;
import io.github.dkredis.chaos.history.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Two caches over the rows of the system of record, one of them with a near cache; and writers that change the rows.
 */
final class CacheLoads {

    /** So many that a row is saved rarely: the next invalidation of an entry would hide a missed one. */
    private static final int ROWS = 40;

    private CacheLoads() {}

    static List<Load> of(LoadContext context) {
        CacheOptions options = CacheOptions.defaults()
                .ttl(Duration.ofSeconds(20))
                .fillLease(Duration.ofSeconds(2))
                .loadTimeout(Duration.ofSeconds(4));
        NamedCache<String, Long> far = context.redis().cache("chaos-far", Long.class, options);
        NamedCache<String, Long> near = context.redis().cache("chaos-near", Long.class, options.nearCache(100));
        return List.of(
                new Reader(context, Feature.CACHE_FAR, "far", far),
                new Reader(context, Feature.CACHE_NEAR, "near", near),
                new Reader(context, Feature.CACHE_NEAR, "near", near),
                new Saver(context, far, near));
    }

    private record Reader(LoadContext context, Feature feature, String name, NamedCache<String, Long> cache)
            implements Load {
        @Override
        public void run(Random random) {
            if (random.nextInt(4) == 0) {
                readSeveral(random);
                return;
            }
            String row = "row" + random.nextInt(ROWS);
            long begin = Span.now();
            Long version = cache.get(row, key -> context.source().version(key));
            record(row, version, Span.since(begin));
        }

        private void readSeveral(Random random) {
            List<String> rows =
                    random.ints(6, 0, ROWS).distinct().mapToObj(i -> "row" + i).toList();
            long begin = Span.now();
            Map<String, @Nullable Long> versions = cache.getAll(
                    rows,
                    missing -> missing.stream()
                            .collect(Collectors.toMap(
                                    row -> row, row -> context.source().version(row))));
            Span call = Span.since(begin);
            versions.forEach((row, version) -> record(row, version, call));
        }

        private void record(String row, @Nullable Long version, Span call) {
            context.recorder()
                    .add(new Read(feature, name + ":" + row, Objects.requireNonNull(version, row + " is null"), call));
        }
    }

    private record Saver(LoadContext context, NamedCache<String, Long> far, NamedCache<String, Long> near)
            implements Load {
        @Override
        public Feature feature() {
            return Feature.CACHE_SAVE;
        }

        @Override
        public int rarity() {
            return 4;
        }

        @Override
        public void run(Random random) {
            String row = "row" + random.nextInt(ROWS);
            long begin = Span.now();
            switch (random.nextInt(50)) {
                case 1, 2, 3, 4, 5 -> {
                    long version = context.source().commit(row);
                    far.remove(row);
                    saved("far:" + row, version, begin);
                    near.remove(row);
                    saved("near:" + row, version, begin);
                }
                case 0 -> {
                    long version = context.source().commit(row);
                    near.clear();
                    saved("near:" + row, version, begin);
                }
                default -> {
                    long version = Objects.requireNonNull(context.redis()
                            .invalidator()
                            .transactionLimit(Duration.ofSeconds(10))
                            .saving(
                                    () -> List.of(far.entry(row), near.entry(row)),
                                    () -> context.source().commit(row)));
                    saved("far:" + row, version, begin);
                    saved("near:" + row, version, begin);
                }
            }
        }

        private void saved(String entry, long version, long begin) {
            context.recorder().add(new Saved(entry, version, Span.since(begin)));
        }
    }
}
