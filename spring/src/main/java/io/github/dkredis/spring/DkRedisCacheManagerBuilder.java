package io.github.dkredis.spring;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.util.ClassUtils;

/** Builds a {@link DkRedisCacheManager}. A setting of a cache applies to the defaults at the time of {@link #build}. */
public final class DkRedisCacheManagerBuilder {

    private final DkRedis redis;
    private final Map<String, UnaryOperator<CacheOptions>> caches = new LinkedHashMap<>();
    private final Map<String, Type> types = new HashMap<>();
    private CacheOptions defaults = CacheOptions.defaults().codec(Codec.json());
    private UnknownCaches unknownCaches = UnknownCaches.CREATE;
    private ConversionService conversionService = DefaultConversionService.getSharedInstance();
    private @Nullable CacheTransactions transactions;

    DkRedisCacheManagerBuilder(DkRedis redis) {
        this.redis = Objects.requireNonNull(redis, "redis");
    }

    /** Sets the options of all caches that have none of their own. The default is JSON for 30 minutes. */
    public DkRedisCacheManagerBuilder defaults(CacheOptions options) {
        this.defaults = Objects.requireNonNull(options, "options");
        return this;
    }

    /** Configures a cache by options, which take the place of the defaults; its name is known then. */
    public DkRedisCacheManagerBuilder cache(String name, CacheOptions options) {
        Objects.requireNonNull(options, "options");
        caches.put(name, otherOptions -> options);
        return this;
    }

    /**
     * Configures a cache by settings, which apply to the defaults; its name is known then.
     *
     * @throws IllegalArgumentException if the settings name a type that does not exist
     */
    public DkRedisCacheManagerBuilder cache(String name, CacheSettings settings) {
        Objects.requireNonNull(settings, "settings");
        caches.put(name, settings::applyTo);
        String type = settings.type();
        if (type != null) {
            ClassLoader loader = ClassUtils.getDefaultClassLoader();
            try {
                types.put(name, ValueTypes.named(type, Objects.requireNonNull(loader, "class loader")));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(CacheTypes.typeProperty(name) + ": " + e.getMessage(), e);
            }
        }
        return this;
    }

    /** Names the type of a cache, whatever the return types of its methods are. */
    public DkRedisCacheManagerBuilder type(String name, Class<?> type) {
        types.put(name, ValueTypes.normalized(type));
        return this;
    }

    /** Names the generic type of a cache, whatever the return types of its methods are. */
    public DkRedisCacheManagerBuilder type(String name, TypeRef<?> type) {
        types.put(name, ValueTypes.normalized(type.type()));
        return this;
    }

    /** Sets what happens to names of caches that are not configured. The default is to create them. */
    public DkRedisCacheManagerBuilder unknownCaches(UnknownCaches choice) {
        this.unknownCaches = Objects.requireNonNull(choice, "choice");
        return this;
    }

    /** Sets what turns keys of other types into text, and back. The default is Spring's own service. */
    public DkRedisCacheManagerBuilder conversionService(ConversionService service) {
        this.conversionService = Objects.requireNonNull(service, "service");
        return this;
    }

    /** Sets the transaction support of the caches, for another transaction limit than 60 seconds. */
    public DkRedisCacheManagerBuilder transactions(CacheTransactions support) {
        this.transactions = Objects.requireNonNull(support, "support");
        return this;
    }

    /**
     * Returns the manager.
     *
     * @throws IllegalArgumentException if a setting is out of bounds
     * @throws IllegalStateException if two settings of a cache contradict each other
     */
    public DkRedisCacheManager build() {
        CacheTypes configuredTypes = new CacheTypes();
        types.forEach(configuredTypes::configure);
        return new DkRedisCacheManager(this, configuredTypes);
    }

    DkRedis redis() {
        return redis;
    }

    CacheOptions defaults() {
        return defaults;
    }

    Map<String, CacheOptions> caches() {
        Map<String, CacheOptions> options = new LinkedHashMap<>();
        caches.forEach((name, settings) -> options.put(name, settings.apply(defaults)));
        return Map.copyOf(options);
    }

    UnknownCaches unknownCaches() {
        return unknownCaches;
    }

    ConversionService conversionService() {
        return conversionService;
    }

    CacheTransactions transactions() {
        return transactions == null ? new CacheTransactions(redis) : transactions;
    }
}
