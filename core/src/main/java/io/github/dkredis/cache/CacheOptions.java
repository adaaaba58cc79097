package io.github.dkredis.cache;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.internal.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on a named cache. Immutable: each method returns new options, and a wrong setting throws at once.
 *
 * <p>Essential: {@link #ttl}. Common: {@link #nearCache}, {@link #staleWindow}, {@link #codec}. Rare: the rest.
 */
public final class CacheOptions {

    private static final CacheOptions DEFAULTS = new CacheOptions();

    private Codec codec = Codec.pickle();
    private long ttlMillis = Duration.ofMinutes(30).toMillis();
    private double jitter = 0.1;
    private long nearSize;
    private long nearTtlMillis = Long.MAX_VALUE;
    private long staleWindowMillis;
    private long staleOnErrorMillis;
    private long nullTtlMillis;
    private long errorTtlMillis;
    private double earlyRefresh;
    private long fillLeaseMillis = Duration.ofSeconds(10).toMillis();
    private long loadTimeoutMillis = Duration.ofSeconds(30).toMillis();
    private int loaderConcurrency = 16;
    private UnavailablePolicy whenRedisIsAway = UnavailablePolicy.LOAD;
    private @Nullable Executor refreshExecutor;

    private CacheOptions() {}

    private CacheOptions(CacheOptions other) {
        codec = other.codec;
        ttlMillis = other.ttlMillis;
        jitter = other.jitter;
        nearSize = other.nearSize;
        nearTtlMillis = other.nearTtlMillis;
        staleWindowMillis = other.staleWindowMillis;
        staleOnErrorMillis = other.staleOnErrorMillis;
        nullTtlMillis = other.nullTtlMillis;
        errorTtlMillis = other.errorTtlMillis;
        earlyRefresh = other.earlyRefresh;
        fillLeaseMillis = other.fillLeaseMillis;
        loadTimeoutMillis = other.loadTimeoutMillis;
        loaderConcurrency = other.loaderConcurrency;
        whenRedisIsAway = other.whenRedisIsAway;
        refreshExecutor = other.refreshExecutor;
    }

    private CacheOptions with(Consumer<CacheOptions> change) {
        CacheOptions changed = new CacheOptions(this);
        change.accept(changed);
        return changed;
    }

    /**
     * Pickles that live for 30 minutes, give or take; no near cache, no stale window.
     *
     * @return the defaults
     */
    public static CacheOptions defaults() {
        return DEFAULTS;
    }

    /**
     * How values become bytes. Default: pickle.
     *
     * @param codec the codec
     * @return new options
     */
    public CacheOptions codec(Codec codec) {
        Objects.requireNonNull(codec, "codec");
        return with(o -> o.codec = codec);
    }

    /**
     * How long an entry is fresh. Default: 30 minutes.
     *
     * @param ttl from 1 ms to a thousand years
     * @return new options
     * @throws IllegalArgumentException if it is out of bounds
     */
    public CacheOptions ttl(Duration ttl) {
        long millis = Durations.millis("the time to live", ttl);
        return with(o -> o.ttlMillis = millis);
    }

    /**
     * By how much the time to live of each entry is shortened at random, so that what was loaded together does not expire
     * together. Default: 0.1, up to a tenth.
     *
     * @param fraction from 0 for none to 0.5
     * @return new options
     * @throws IllegalArgumentException if it is out of bounds
     */
    public CacheOptions jitter(double fraction) {
        if (!(fraction >= 0 && fraction <= 0.5)) {
            throw new IllegalArgumentException("jitter must be from 0 to 0.5, and was " + fraction);
        }
        return with(o -> o.jitter = fraction);
    }

    /**
     * Keeps entries in this JVM too, until they change in Redis, expire, or are crowded out. Values are shared by all
     * callers, who must not change them. Default: none.
     *
     * @param size how many entries at most, from 1 to a hundred million
     * @return new options
     * @throws IllegalArgumentException if it is out of bounds
     */
    public CacheOptions nearCache(long size) {
        if (size < 1 || size > 100_000_000) {
            throw new IllegalArgumentException("a near cache has from 1 to 100 million entries, and not " + size);
        }
        return with(o -> o.nearSize = size);
    }

    /**
     * As {@link #nearCache(long)}, for a limited time.
     *
     * @param size how many entries at most, from 1 to a hundred million
     * @param ttl how long an entry is kept at most, from 1 ms; never longer than in Redis
     * @return new options
     * @throws IllegalArgumentException if one is out of bounds
     */
    public CacheOptions nearCache(long size, Duration ttl) {
        long millis = Durations.millis("the near cache's time to live", ttl);
        return nearCache(size).with(o -> o.nearTtlMillis = millis);
    }

    /**
     * For how long after its time to live an entry is still served while one caller in the fleet refreshes it in the
     * background. Default: not at all.
     *
     * @param window from 1 ms to a thousand years
     * @return new options
     * @throws IllegalArgumentException if it is out of bounds
     */
    public CacheOptions staleWindow(Duration window) {
        long millis = Durations.millis("the stale window", window);
        return with(o -> o.staleWindowMillis = millis);
    }

    /**
     * For how long after that an entry is kept, to be served only where loading it anew fails. Default: not at all.
     *
     * @param window from 1 ms to a thousand years
     * @return new options
     * @throws IllegalArgumentException if it is out of bounds
     */
    public CacheOptions staleOnError(Duration window) {
        long millis = Durations.millis("the window for stale entries on errors", window);
        return with(o -> o.staleOnErrorMillis = millis);
    }

    /**
     * How long a cached null is fresh. Default: as other values.
     *
     * @param ttl from 1 ms to a thousand years
     * @return new options
     * @throws IllegalArgumentException if it is out of bounds
     */
    public CacheOptions nullTtl(Duration ttl) {
        long millis = Durations.millis("the time to live of a null", ttl);
        return with(o -> o.nullTtlMillis = millis);
    }

    /**
     * How long a loader's failure is remembered: callers of {@code get} with a loader are refused with a {@link
     * io.github.dkredis.CachedFailureException} meanwhile. Default: not at all.
     *
     * @param ttl from 1 ms to a thousand years
     * @return new options
     * @throws IllegalArgumentException if it is out of bounds
     */
    public CacheOptions errorTtl(Duration ttl) {
        long millis = Durations.millis("the time to live of a failure", ttl);
        return with(o -> o.errorTtlMillis = millis);
    }

    /**
     * Refreshes an entry in the background before it expires, with a probability that rises towards its end and with the time
     * its loader takes (XFetch, Vattani et al., 2015). 1 is the paper's optimum, more is earlier. Default: 0, not at all.
     *
     * @param beta from 0 to 10
     * @return new options
     * @throws IllegalArgumentException if it is out of bounds
     */
    public CacheOptions earlyRefresh(double beta) {
        if (!(beta >= 0 && beta <= 10)) {
            throw new IllegalArgumentException("early refresh goes from 0 to 10, and was " + beta);
        }
        return with(o -> o.earlyRefresh = beta);
    }

    /**
     * How long one loader may take while no other is begun in all processes; what a loader that dies costs. What comes in later
     * is returned, but not stored. Default: 10 seconds.
     *
     * @param lease from 1 ms to a thousand years
     * @return new options
     * @throws IllegalArgumentException if it is out of bounds
     */
    public CacheOptions fillLease(Duration lease) {
        long millis = Durations.millis("the fill lease", lease);
        return with(o -> o.fillLeaseMillis = millis);
    }

    /**
     * How long a caller waits for what others load; then it gets a {@link io.github.dkredis.LoadTimeoutException}. Default: 30
     * seconds.
     *
     * @param deadline from 1 ms to 100 years
     * @return new options
     * @throws IllegalArgumentException if it is out of bounds
     */
    public CacheOptions loadTimeout(Duration deadline) {
        long millis = Durations.millis("the waiters' deadline", deadline);
        if (millis > Duration.ofDays(36_500).toMillis()) {
            throw new IllegalArgumentException("the waiters' deadline must be at most 100 years, and was " + deadline);
        }
        return with(o -> o.loadTimeoutMillis = millis);
    }

    /**
     * How many loaders of this cache run at once in this client where Redis does not bound them: refreshes, and loads while
     * Redis is away. Default: 16.
     *
     * @param loaders from 1 to 10,000
     * @return new options
     * @throws IllegalArgumentException if it is out of bounds
     */
    public CacheOptions loaderConcurrency(int loaders) {
        if (loaders < 1 || loaders > 10_000) {
            throw new IllegalArgumentException("from 1 to 10,000 loaders, and not " + loaders);
        }
        return with(o -> o.loaderConcurrency = loaders);
    }

    /**
     * What {@code get} with a loader does while Redis cannot be asked. Default: it loads.
     *
     * @param policy load, or fail
     * @return new options
     */
    public CacheOptions whenUnavailable(UnavailablePolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return with(o -> o.whenRedisIsAway = policy);
    }

    /**
     * Where loaders run in the background. Default: up to four daemon threads of this client.
     *
     * @param executor may refuse, then the stale value stays until the next reader; it is not closed with the client
     * @return new options
     */
    public CacheOptions refreshExecutor(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return with(o -> o.refreshExecutor = executor);
    }

    Codec codec() {
        return codec;
    }

    long ttlMillis() {
        return ttlMillis;
    }

    double jitter() {
        return jitter;
    }

    long nearSize() {
        return nearSize;
    }

    long nearTtlMillis() {
        return nearTtlMillis;
    }

    long staleWindowMillis() {
        return staleWindowMillis;
    }

    long staleOnErrorMillis() {
        return staleOnErrorMillis;
    }

    /** For how long an entry is kept in Redis when it is not fresh any more. */
    long keptMillis() {
        return staleWindowMillis + staleOnErrorMillis;
    }

    long nullTtlMillis() {
        return nullTtlMillis == 0 ? ttlMillis : nullTtlMillis;
    }

    long errorTtlMillis() {
        return errorTtlMillis;
    }

    double earlyRefresh() {
        return earlyRefresh;
    }

    long fillLeaseMillis() {
        return fillLeaseMillis;
    }

    long loadTimeoutMillis() {
        return loadTimeoutMillis;
    }

    int loaderConcurrency() {
        return loaderConcurrency;
    }

    UnavailablePolicy whenUnavailable() {
        return whenRedisIsAway;
    }

    @Nullable
    Executor refreshExecutor() {
        return refreshExecutor;
    }

    private List<@Nullable Object> fields() {
        return Arrays.asList(
                codec,
                ttlMillis,
                jitter,
                nearSize,
                nearTtlMillis,
                staleWindowMillis,
                staleOnErrorMillis,
                nullTtlMillis,
                errorTtlMillis,
                earlyRefresh,
                fillLeaseMillis,
                loadTimeoutMillis,
                loaderConcurrency,
                whenRedisIsAway,
                refreshExecutor);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheOptions that && fields().equals(that.fields());
    }

    @Override
    public int hashCode() {
        return fields().hashCode();
    }
}
