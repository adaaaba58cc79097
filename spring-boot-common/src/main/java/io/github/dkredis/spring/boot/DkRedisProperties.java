package io.github.dkredis.spring.boot;

import io.github.dkredis.DkRedisBuilder;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.spring.CacheSettings;
import io.github.dkredis.spring.DkRedisCacheManagerBuilder;
import io.github.dkredis.spring.UnknownCaches;
import io.github.dkredis.spring.ValueCodec;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties that begin with {@code dkredis}. One that is not set leaves the default of {@link DkRedisBuilder}; an
 * unknown one is refused, so that a typo is found at the start. The address is not among them: it is that of
 * {@code spring.data.redis}, or of another source of connection details.
 *
 * @param keyPrefix What every key and channel begins with. Python's package has no prefix, so it shares nothing with a
 *     client that has one.
 * @param clientName The name that Redis shows for the client, and that others see as the holder of a lock.
 * @param timeout The time limit of an operation, from its call to its result.
 * @param connectTimeout The time limit of one attempt to connect.
 * @param closeTimeout The time limit of each step of closing.
 * @param maxInFlight How many requests may be in flight at once.
 * @param startWithoutServer Whether the application starts even if Redis cannot be reached. Its health is then down,
 *     and the client connects as soon as it can.
 * @param observations Whether waits for mutexes and loads of caches are observed, which a tracer shows as spans.
 * @param codec How the values of Spring's caches are stored: json, or pickle for values that Python processes read too.
 * @param cacheDefaults the settings of all caches of Spring's
 * @param cache Settings of single caches of Spring's, by their names.
 * @param unknownCaches What happens to a cache that a method names and no property does: it is created with the
 *     defaults, or it is refused, and the application does not start.
 * @param shedlock the settings of the lock provider
 */
@ConfigurationProperties(prefix = "dkredis", ignoreUnknownFields = false)
record DkRedisProperties(
        @Nullable String keyPrefix,
        @Nullable String clientName,
        @Nullable Duration timeout,
        @Nullable Duration connectTimeout,
        @Nullable Duration closeTimeout,
        @Nullable Integer maxInFlight,
        @DefaultValue("true") boolean startWithoutServer,
        @DefaultValue("false") boolean observations,
        @DefaultValue("json") ValueCodec codec,
        @NestedConfigurationProperty @Nullable CacheSettings cacheDefaults,
        @DefaultValue Map<String, CacheSettings> cache,
        @DefaultValue("create") UnknownCaches unknownCaches,
        @DefaultValue Shedlock shedlock) {

    /** Refuses what would have no effect. */
    DkRedisProperties {
        if (cacheDefaults != null && cacheDefaults.type() != null) {
            throw new IllegalArgumentException(
                    "dkredis.cache-defaults.type has no effect: a type is that of one cache; set dkredis.cache.<name>.type");
        }
    }

    /**
     * The settings of the lock provider for ShedLock.
     *
     * @param prefix What the names of ShedLock's mutexes begin with.
     */
    record Shedlock(@DefaultValue("shedlock:") String prefix) {}

    /** {@return the builder with these settings} */
    DkRedisBuilder applyTo(DkRedisBuilder builder) {
        DkRedisBuilder changed = startWithoutServer ? builder.startWithoutServer() : builder;
        changed = with(changed, keyPrefix, DkRedisBuilder::keyPrefix);
        changed = with(changed, clientName, DkRedisBuilder::clientName);
        changed = with(changed, timeout, DkRedisBuilder::timeout);
        changed = with(changed, connectTimeout, DkRedisBuilder::connectTimeout);
        changed = with(changed, closeTimeout, DkRedisBuilder::closeTimeout);
        return with(changed, maxInFlight, DkRedisBuilder::maxInFlight);
    }

    /** {@return the builder with the settings of the caches} */
    DkRedisCacheManagerBuilder applyTo(DkRedisCacheManagerBuilder builder) {
        CacheOptions defaults = CacheOptions.defaults().codec(codec.codec());
        builder.defaults(cacheDefaults == null ? defaults : cacheDefaults.applyTo(defaults));
        cache.forEach(builder::cache);
        return builder.unknownCaches(unknownCaches);
    }

    private static <T> DkRedisBuilder with(
            DkRedisBuilder builder, @Nullable T value, BiFunction<DkRedisBuilder, T, DkRedisBuilder> setting) {
        return value == null ? builder : setting.apply(builder, value);
    }
}
