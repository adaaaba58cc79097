package io.github.dkredis.spring;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheKey;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.codec.TypeRef;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/**
 * Spring's cache on {@link NamedCache named caches}: a cache {@code users} is the named cache {@code users} of the
 * client.
 *
 * <p><b>Types.</b> Values are stored without names of classes. They are read as what the cached methods return, without
 * {@code Optional}, {@code CompletableFuture} or {@code Mono} around it. When the application has started, this manager
 * looks at all beans, and fails if two methods with different types share a cache, or if a method returns
 * {@code Object}. Then {@link DkRedisCacheManagerBuilder#type} or {@link CacheSettings#type} has to name the type.
 *
 * <p><b>Single flight.</b> With {@code @Cacheable(sync = true)}, one of all callers in all instances loads a missing
 * entry. Without {@code sync}, each caller that misses loads, and the last one stores its value.
 *
 * <p><b>Transactions.</b> Evictions and puts take part in the transaction of the thread, see {@link CacheTransactions}.
 * What a transaction has invalidated or put, it does not read from the cache.
 *
 * <p><b>Redis away.</b> Lookups find nothing, so methods are called, as many at once as there are callers; with
 * {@code sync} at most {@link CacheOptions#loaderConcurrency} of one cache. Evictions and puts of {@code @CachePut}
 * fail, because an old value would be left.
 *
 * <p>A bean of this class needs a {@link DkRedisCacheResolver} beside it, or a {@link DkRedisCachingConfigurer} that
 * has both. The client is used, but not closed.
 */
public final class DkRedisCacheManager
        implements CacheManager, SmartInitializingSingleton, BeanFactoryAware, BeanNameAware {

    private final DkRedis redis;
    private final CacheOptions defaults;
    private final Map<String, CacheOptions> configured;
    private final UnknownCaches unknownCaches;
    private final CacheTypes types;
    private final KeyRule keys;
    private final CacheTransactions transactions;
    private final ConcurrentMap<String, SpringCache> caches = new ConcurrentHashMap<>();

    private @Nullable BeanFactory beanFactory;
    private @Nullable String beanName;
    private volatile boolean beansAreKnown;

    DkRedisCacheManager(DkRedisCacheManagerBuilder builder, CacheTypes types) {
        this.redis = builder.redis();
        this.defaults = builder.defaults();
        this.configured = builder.caches();
        this.unknownCaches = builder.unknownCaches();
        this.types = types;
        this.keys = new KeyRule(builder.conversionService());
        this.transactions = builder.transactions();
    }

    /**
     * Returns a builder of a manager whose caches store JSON for 30 minutes.
     *
     * @param redis used, but not closed
     */
    public static DkRedisCacheManagerBuilder builder(DkRedis redis) {
        return new DkRedisCacheManagerBuilder(redis);
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    @Override
    public void setBeanName(String name) {
        this.beanName = name;
    }

    /**
     * Looks at the cached methods of all beans.
     *
     * @throws IllegalStateException if a cache has no type or two, or its name is not configured and those are refused
     */
    @Override
    public void afterSingletonsInstantiated() {
        lookAtBeans();
    }

    private void lookAtBeans() {
        if (!beansAreKnown && beanFactory instanceof ConfigurableListableBeanFactory beans) {
            new CachedMethods(beans, this, beanName).forEach(this::declare);
        }
        beansAreKnown = true;
    }

    /** {@return a cache; null if its name is not configured and {@link UnknownCaches#REFUSE} is set} */
    @Override
    public @Nullable Cache getCache(String name) {
        return isKnown(name) ? cache(name) : null;
    }

    /** {@return the caches that are configured, that cached methods name, or that were asked for} */
    @Override
    public Collection<String> getCacheNames() {
        Set<String> names = new TreeSet<>(configured.keySet());
        names.addAll(caches.keySet());
        names.addAll(types.names());
        return names;
    }

    /** {@return the transaction support that the caches use} */
    public CacheTransactions transactions() {
        return transactions;
    }

    /** {@return a reference to an entry, whose type need not be known} */
    CacheKey entry(String name, Object key) {
        if (!isKnown(name)) {
            throw new IllegalArgumentException("the cache \"" + name + "\" is not configured");
        }
        return cache(name).entry(key);
    }

    boolean isKnown(String name) {
        return unknownCaches == UnknownCaches.CREATE || configured.containsKey(name);
    }

    /**
     * Returns a cache for a method, and learns its type from it.
     *
     * @throws IllegalStateException if the cache is not configured, or the method does not fit it
     */
    SpringCache cacheOf(CachedMethod method, String name) {
        declare(method, name);
        return cache(name).forUse(method.use());
    }

    private void declare(CachedMethod method, String name) {
        if (!isKnown(name)) {
            throw new IllegalStateException("the cache \"" + name + "\", which " + method
                    + " names, is not configured; add settings for dkredis.cache." + name
                    + ", or let unknown caches be created");
        }
        if (method.hasResult() && !types.isConfigured(name)) {
            try {
                method.type().ifPresent(type -> types.declare(name, type, method.toString()));
            } catch (UnreadableTypeException e) {
                throw new IllegalStateException(
                        "the cache \"" + name + "\": " + e.getMessage() + " (" + method + "); set "
                                + CacheTypes.typeProperty(name),
                        e);
            }
        }
    }

    private SpringCache cache(String name) {
        return caches.computeIfAbsent(name, n -> {
            CacheOptions options = configured.getOrDefault(n, defaults);
            OpenedCache.Opening opening =
                    new OpenedCache.Opening(() -> open(n, type(n), options), () -> open(n, typeOrObject(n), options));
            return new SpringCache(new OpenedCache(n, options, keys, transactions, opening), CacheUse.UPDATE);
        });
    }

    private Type type(String name) {
        if (!types.isKnown(name)) { // a bean uses its cache before all beans have been made
            lookAtBeans();
        }
        return types.of(name);
    }

    private Type typeOrObject(String name) {
        if (!types.isKnown(name)) {
            lookAtBeans();
        }
        return types.isKnown(name) ? types.of(name) : types.declareUnread(name);
    }

    @SuppressWarnings("unchecked") // Spring's cache has no type of values
    private NamedCache<Object, Object> open(String name, Type type, CacheOptions options) {
        return (NamedCache<Object, Object>) redis.cache(name, Object.class, TypeRef.of(type), options);
    }

    /** {@return the client and the names of the caches} */
    @Override
    public String toString() {
        return "DkRedisCacheManager[" + redis + ", " + getCacheNames() + "]";
    }
}
