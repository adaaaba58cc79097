package io.github.dkredis.micrometer;

import io.github.dkredis.cache.CacheStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The meters of the caches with one name, of all measured clients: Micrometer's, and those of this library. */
final class CacheMeters extends CacheMeterBinder<CacheMeters.Sources> {

    /** Where the statistics come from. The registry refers to it weakly; the binder holds it. */
    private final Sources sources;

    private final Tags tags;

    /** The statistics of the caches with one name, one of each client. */
    static final class Sources {

        private final List<Supplier<CacheStats>> all = new CopyOnWriteArrayList<>();

        long sum(ToLongFunction<CacheStats> part) {
            return all.stream().mapToLong(one -> part.applyAsLong(one.get())).sum();
        }
    }

    private CacheMeters(Sources sources, String cache, Tags tags) {
        super(sources, cache, tags);
        this.sources = sources;
        this.tags = tags.and("cache", cache);
    }

    static CacheMeters of(String cache, Tags tags) {
        return new CacheMeters(new Sources(), cache, tags);
    }

    void add(Supplier<CacheStats> statistics) {
        sources.all.add(statistics);
    }

    // ---- Micrometer's names

    /** Entries in Redis cannot be counted cheaply, so this is the near cache. */
    @Override
    protected Long size() {
        return sources.sum(CacheStats::nearEntries);
    }

    @Override
    protected long hitCount() {
        return sources.sum(stats -> stats.nearHits() + stats.farHits());
    }

    @Override
    protected Long missCount() {
        return sources.sum(CacheStats::misses);
    }

    /** Redis evicts, and does not say from which cache. */
    @Override
    protected @Nullable Long evictionCount() {
        return null;
    }

    @Override
    protected long putCount() {
        return sources.sum(CacheStats::puts);
    }

    // ---- further ones

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
        TimeGauge.builder(
                        "cache.load.duration",
                        sources,
                        TimeUnit.NANOSECONDS,
                        all -> all.sum(stats -> stats.loadTime().toNanos()))
                .description("The time that all loads took together")
                .tags(tags)
                .register(registry);
        counter(registry, "cache.load", "Loads of this client", "result", "success", CacheStats::loads);
        counter(registry, "cache.load", "Loads of this client", "result", "failure", CacheStats::loadFailures);
        counter(
                registry,
                "dkredis.cache.hits",
                "Reads by where they were answered",
                "from",
                "near",
                CacheStats::nearHits);
        counter(
                registry,
                "dkredis.cache.hits",
                "Reads by where they were answered",
                "from",
                "redis",
                CacheStats::farHits);
        counter(registry, "dkredis.cache.waits", "Callers that waited for another caller's load", CacheStats::waits);
        counter(registry, "dkredis.cache.stale", "Values that were served after their TTL", CacheStats::staleServed);
        counter(registry, "dkredis.cache.voided", "Loaded values that were not stored", CacheStats::voidedFills);
        counter(registry, "dkredis.cache.undecodable", "Entries that could not be decoded", CacheStats::undecodable);
        counter(
                registry,
                "dkredis.cache.loads.unavailable",
                "Loads because Redis could not be reached",
                CacheStats::loadsWhileAway);
    }

    private void counter(MeterRegistry registry, String name, String description, ToLongFunction<CacheStats> part) {
        register(registry, name, description, tags, part);
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String description,
            String tag,
            String value,
            ToLongFunction<CacheStats> part) {
        register(registry, name, description, tags.and(tag, value), part);
    }

    private void register(
            MeterRegistry registry, String name, String description, Tags all, ToLongFunction<CacheStats> part) {
        ToDoubleFunction<Sources> count = from -> from.sum(part);
        FunctionCounter.builder(name, sources, count)
                .description(description)
                .tags(all)
                .register(registry);
    }
}
