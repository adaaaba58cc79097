package io.github.dkredis.cache;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.internal.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The options of a named cache. They are immutable: each method returns changed options, and an invalid setting throws
 * at once.
 *
 * <p>Essential: {@link #ttl}. Common: {@link #nearCache}, {@link #staleWindow}, {@link #codec}. Rare: the rest.
 */
public final class CacheOptions {

    private static final CacheOptions DEFAULTS = new CacheOptions();

    private Codec codec = Codec.pickle();
    private long ttlMillis = Duration.ofMinutes(30).toMillis();
    private @Nullable ValueTtl<?> valueTtl;
    private boolean expiresAfterAccess;
    private double jitter = 0.1;
    private NearOptions near = NearOptions.NONE;
    private long staleWindowMillis;
    private long staleOnErrorMillis;
    private long nullTtlMillis;
    private long errorTtlMillis;
    private double earlyRefresh;
    private long fillLeaseMillis = Duration.ofSeconds(10).toMillis();
    private long loadTimeoutMillis = Duration.ofSeconds(30).toMillis();
    private int loaderConcurrency = 16;
    private UnavailablePolicy whenUnavailable = UnavailablePolicy.LOAD;
    private @Nullable Executor refreshExecutor;

    private CacheOptions() {}

    private CacheOptions(CacheOptions other) {
        codec = other.codec;
        ttlMillis = other.ttlMillis;
        valueTtl = other.valueTtl;
        expiresAfterAccess = other.expiresAfterAccess;
        jitter = other.jitter;
        near = other.near;
        staleWindowMillis = other.staleWindowMillis;
        staleOnErrorMillis = other.staleOnErrorMillis;
        nullTtlMillis = other.nullTtlMillis;
        errorTtlMillis = other.errorTtlMillis;
        earlyRefresh = other.earlyRefresh;
        fillLeaseMillis = other.fillLeaseMillis;
        loadTimeoutMillis = other.loadTimeoutMillis;
        loaderConcurrency = other.loaderConcurrency;
        whenUnavailable = other.whenUnavailable;
        refreshExecutor = other.refreshExecutor;
    }

    private CacheOptions with(Consumer<CacheOptions> change) {
        CacheOptions changed = new CacheOptions(this);
        change.accept(changed);
        changed.check();
        return changed;
    }

    private void check() {
        if (expiresAfterAccess && (near.isOn() || valueTtl != null)) {
            throw new IllegalStateException("entries that expire after access cannot be in a near cache or tell their"
                    + " own TTL, because every extension of a TTL would invalidate the near copies, or shorten it");
        }
    }

    /** Checks that an entry may have a TTL of its own, which a read would replace. */
    void checkOwnTtl() {
        if (expiresAfterAccess) {
            throw new IllegalStateException(
                    "the entries of this cache expire after access, so they cannot have a TTL" + " of their own");
        }
    }

    boolean expiresAfterAccess() {
        return expiresAfterAccess;
    }

    /** {@return the defaults: pickles with a TTL of about 30 minutes, no near cache, no stale window} */
    public static CacheOptions defaults() {
        return DEFAULTS;
    }

    /** Sets the codec that turns values into bytes. The default is pickle. */
    public CacheOptions codec(Codec codec) {
        Objects.requireNonNull(codec, "codec");
        return with(o -> o.codec = codec);
    }

    /**
     * Sets how long an entry is fresh. The default is 30 minutes.
     *
     * @param ttl from 1 ms to a thousand years
     * @throws IllegalArgumentException if the argument is out of bounds
     */
    public CacheOptions ttl(Duration ttl) {
        long millis = Durations.millis("the TTL", ttl);
        return with(o -> o.ttlMillis = millis);
    }

    /**
     * Restarts an entry's TTL when it is read, so that it ends when it has not been read for that time. A read extends
     * the TTL only if a tenth of it has passed, by a command whose reply is not awaited. Such a cache has no near
     * cache, because every extension would invalidate the near copies, and no entries with a TTL of their own.
     *
     * @param ttl from 1 ms to a thousand years; it takes the place of {@link #ttl}
     * @throws IllegalArgumentException if the argument is out of bounds
     * @throws IllegalStateException if there is a near cache, or values tell their own TTL
     */
    public CacheOptions expireAfterAccess(Duration ttl) {
        long millis = Durations.millis("the TTL", ttl);
        return with(o -> {
            o.ttlMillis = millis;
            o.expiresAfterAccess = true;
        });
    }

    /**
     * Takes the TTL of a value from the value itself, such as the rest of a token's life. A value whose TTL is zero or
     * negative has expired: it is returned to its caller and not stored, and {@code put} removes the entry. Values of
     * other types, and null, have the TTL of the other options. The jitter and the windows apply.
     *
     * @param <T> the type of the values
     * @param type the class of the values that tell their TTL
     * @param ttl at most a thousand years; what it throws comes back to the caller that stores the value. Options that
     *     are to be equal must have the same function
     */
    public <T> CacheOptions ttlFrom(Class<T> type, Function<? super T, Duration> ttl) {
        ValueTtl<T> chosen = new ValueTtl<>(type, ttl);
        return with(o -> o.valueTtl = chosen);
    }

    /**
     * Sets by how much each entry's TTL is shortened at random, so that entries that were loaded together do not expire
     * together. The default is 0.1: by up to a tenth.
     *
     * @param fraction from 0 (never shortened) to 0.5
     * @throws IllegalArgumentException if the argument is out of bounds
     */
    public CacheOptions jitter(double fraction) {
        if (!(fraction >= 0 && fraction <= 0.5)) {
            throw new IllegalArgumentException("jitter must be from 0 to 0.5, and was " + fraction);
        }
        return with(o -> o.jitter = fraction);
    }

    /**
     * Keeps entries in this JVM too, until they change in Redis, expire, or are evicted. All callers share the values,
     * so they must not modify them. By default there is no near cache.
     *
     * @param size the greatest number of entries, from 1 to a hundred million
     * @throws IllegalArgumentException if the argument is out of bounds
     */
    public CacheOptions nearCache(long size) {
        return with(o -> o.near = near.withMaxEntries(size));
    }

    /**
     * As {@link #nearCache(long)}, for a limited time.
     *
     * @param size the greatest number of entries, from 1 to a hundred million
     * @param ttl the longest time that an entry is kept, from 1 ms; it is never kept longer than in Redis
     * @throws IllegalArgumentException if an argument is out of bounds
     */
    public CacheOptions nearCache(long size, Duration ttl) {
        return nearCache(size).nearTtl(ttl);
    }

    /**
     * Keeps entries in this JVM too, as {@link #nearCache(long)} does, bounded by the total weight of their values
     * instead of their number. The values that are used least are evicted first; a value that is heavier than the bound
     * is not kept.
     *
     * @param <T> the type of the values
     * @param maxWeight the greatest total weight, at least 1
     * @param type the class of the values that are weighed; null and values of other types weigh 1
     * @param weigher returns the weight of a value, such as the length of a text; called once for each value that is
     *     kept, on the thread of its reader. What it throws comes back to that reader, and so does an
     *     {@link IllegalArgumentException} if it returns a negative weight. A value of weight 0 takes no room. Options
     *     that are to be equal must have the same function
     * @throws IllegalArgumentException if the greatest weight is out of bounds
     */
    public <T> CacheOptions nearCacheByWeight(long maxWeight, Class<T> type, ToIntFunction<? super T> weigher) {
        NearWeight<T> weight = new NearWeight<>(maxWeight, type, weigher);
        return with(o -> o.near = near.withWeight(weight));
    }

    /**
     * Limits how long an entry is kept in the near cache. By default, it is kept as long as in Redis.
     *
     * @param ttl from 1 ms to a thousand years; an entry is never kept longer than in Redis
     * @throws IllegalArgumentException if the argument is out of bounds
     * @throws IllegalStateException if there is no near cache
     */
    public CacheOptions nearTtl(Duration ttl) {
        long millis = Durations.millis("the near cache's TTL", ttl);
        checkNear();
        return with(o -> o.near = near.withTtlMillis(millis));
    }

    /**
     * Serves entries of the near cache for a time while Redis is away, although changes by other clients cannot be
     * reported then. By default, the near cache serves nothing while Redis is away.
     *
     * <p>Redis is away while this client has no connection to it. The time begins when the server has ceased to report
     * changes, and is not prolonged by a second loss before Redis has answered again. So an entry is served for at most
     * this time, and the two seconds after which a silent connection is noticed, beyond a change by another client, and
     * never longer than its TTL. Entries that were invalidated before are not served, nor are entries that this client
     * has tried to change meanwhile. As soon as Redis is reached again, none of them is.
     *
     * @param limit from 1 ms to a thousand years
     * @throws IllegalArgumentException if the argument is out of bounds
     * @throws IllegalStateException if there is no near cache
     */
    public CacheOptions nearWhileUnavailable(Duration limit) {
        long millis = Durations.millis("the time for which near entries are served while Redis is away", limit);
        checkNear();
        return with(o -> o.near = near.withWhileUnavailableMillis(millis));
    }

    private void checkNear() {
        if (!near.isOn()) {
            throw new IllegalStateException("this option needs a near cache; set nearCache or nearCacheByWeight first");
        }
    }

    /**
     * Sets for how long after its TTL an entry is still served, while one caller of all processes refreshes it in the
     * background (stale-while-revalidate). By default there is no such window.
     *
     * @param window from 1 ms to a thousand years
     * @throws IllegalArgumentException if the argument is out of bounds
     */
    public CacheOptions staleWindow(Duration window) {
        long millis = Durations.millis("the stale window", window);
        return with(o -> o.staleWindowMillis = millis);
    }

    /**
     * Sets for how long after its TTL and its stale window an entry is kept, to be served only if loading it fails. By
     * default it is not kept.
     *
     * @param window from 1 ms to a thousand years
     * @throws IllegalArgumentException if the argument is out of bounds
     */
    public CacheOptions staleOnError(Duration window) {
        long millis = Durations.millis("the stale-on-error window", window);
        return with(o -> o.staleOnErrorMillis = millis);
    }

    /**
     * Sets how long a cached null is fresh. By default, as long as any other value.
     *
     * @param ttl from 1 ms to a thousand years
     * @throws IllegalArgumentException if the argument is out of bounds
     */
    public CacheOptions nullTtl(Duration ttl) {
        long millis = Durations.millis("the TTL of a null", ttl);
        return with(o -> o.nullTtlMillis = millis);
    }

    /**
     * Sets how long the failure of a loader is remembered: meanwhile, a {@code get} with a loader throws a
     * {@link io.github.dkredis.CachedFailureException}, and other reads find nothing. By default, failures are not
     * remembered.
     *
     * @param ttl from 1 ms to a thousand years
     * @throws IllegalArgumentException if the argument is out of bounds
     */
    public CacheOptions errorTtl(Duration ttl) {
        long millis = Durations.millis("the TTL of a failure", ttl);
        return with(o -> o.errorTtlMillis = millis);
    }

    /**
     * Refreshes an entry in the background before it expires, with a probability that rises towards its end and with
     * the time that its loader takes (XFetch; Vattani et al., 2015). 1 is the paper's optimum; a greater value
     * refreshes earlier. The default is 0: never.
     *
     * @param beta from 0 to 10
     * @throws IllegalArgumentException if the argument is out of bounds
     */
    public CacheOptions earlyRefresh(double beta) {
        if (!(beta >= 0 && beta <= 10)) {
            throw new IllegalArgumentException("early refresh must be from 0 to 10, and was " + beta);
        }
        return with(o -> o.earlyRefresh = beta);
    }

    /**
     * Sets how long one loader may take before another process begins to load the same entry. This is also the delay
     * that a dying loader costs. A loader that takes longer still returns its value, which is then not stored. The
     * default is 10 seconds.
     *
     * @param lease from 1 ms to a thousand years
     * @throws IllegalArgumentException if the argument is out of bounds
     */
    public CacheOptions fillLease(Duration lease) {
        long millis = Durations.millis("the fill lease", lease);
        return with(o -> o.fillLeaseMillis = millis);
    }

    /**
     * Sets how long a caller waits for the load of another caller before it gets a
     * {@link io.github.dkredis.LoadTimeoutException}. The default is 30 seconds.
     *
     * @param timeout from 1 ms to 100 years
     * @throws IllegalArgumentException if the argument is out of bounds
     */
    public CacheOptions loadTimeout(Duration timeout) {
        long millis = Durations.millis("the load timeout", timeout);
        if (millis > Duration.ofDays(36_500).toMillis()) {
            throw new IllegalArgumentException("the load timeout must be at most 100 years, and was " + timeout);
        }
        return with(o -> o.loadTimeoutMillis = millis);
    }

    /**
     * Sets how many loaders of this cache run at once in this client where no fill lease bounds them: refreshes, and
     * loads while Redis cannot be reached. The default is 16.
     *
     * @param loaders from 1 to 10,000
     * @throws IllegalArgumentException if the argument is out of bounds
     */
    public CacheOptions loaderConcurrency(int loaders) {
        if (loaders < 1 || loaders > 10_000) {
            throw new IllegalArgumentException("the loader concurrency must be from 1 to 10,000, and was " + loaders);
        }
        return with(o -> o.loaderConcurrency = loaders);
    }

    /**
     * Sets what a {@code get} with a loader does while Redis cannot be reached. The default is
     * {@link UnavailablePolicy#LOAD}.
     */
    public CacheOptions whenUnavailable(UnavailablePolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return with(o -> o.whenUnavailable = policy);
    }

    /**
     * Sets where loaders run in the background. By default, on daemon threads of this client, as many as loaders run.
     *
     * @param executor may reject a refresh; then the stale value stays until the next read. It is not closed with the
     *     client.
     */
    public CacheOptions refreshExecutor(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return with(o -> o.refreshExecutor = executor);
    }

    Codec codec() {
        return codec;
    }

    double jitter() {
        return jitter;
    }

    NearOptions near() {
        return near;
    }

    long staleOnErrorMillis() {
        return staleOnErrorMillis;
    }

    /** How long an entry is kept in Redis after it has ceased to be fresh. */
    long keptMillis() {
        return staleWindowMillis + staleOnErrorMillis;
    }

    long ttlMillis() {
        return ttlMillis;
    }

    /** The TTL of a value that is stored without its own; 0 if the value says that it has expired. */
    long ttlMillis(@Nullable Object value) {
        if (value == null) {
            return nullTtlMillis > 0 ? nullTtlMillis : ttlMillis;
        }
        return valueTtl != null && valueTtl.type().isInstance(value) ? valueTtl.millis(value) : ttlMillis;
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
        return whenUnavailable;
    }

    @Nullable
    Executor refreshExecutor() {
        return refreshExecutor;
    }

    private List<@Nullable Object> fields() {
        return Arrays.asList(
                codec,
                ttlMillis,
                valueTtl,
                expiresAfterAccess,
                jitter,
                near,
                staleWindowMillis,
                staleOnErrorMillis,
                nullTtlMillis,
                errorTtlMillis,
                earlyRefresh,
                fillLeaseMillis,
                loadTimeoutMillis,
                loaderConcurrency,
                whenUnavailable,
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

    /** {@return codec and TTL, and what differs from the defaults} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("CacheOptions[" + codec + ", ttl " + ttlMillis + " ms");
        text.append(expiresAfterAccess ? " after access" : "")
                .append(valueTtl == null ? "" : ", own TTL of values")
                .append(near.isOn() ? ", near cache" : "")
                .append(whenUnavailable == DEFAULTS.whenUnavailable ? "" : ", " + whenUnavailable);
        append(text, "stale window", staleWindowMillis);
        append(text, "stale on error", staleOnErrorMillis);
        append(text, "ttl of nulls", nullTtlMillis);
        append(text, "ttl of errors", errorTtlMillis);
        return text.append(']').toString();
    }

    private static void append(StringBuilder text, String name, long millis) {
        if (millis > 0) {
            text.append(", ").append(name).append(' ').append(millis).append(" ms");
        }
    }
}
