package io.github.dkredis.spring.boot;

import io.github.dkredis.DkRedisBuilder;
import java.time.Duration;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
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
        @DefaultValue Shedlock shedlock) {

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

    private static <T> DkRedisBuilder with(
            DkRedisBuilder builder, @Nullable T value, BiFunction<DkRedisBuilder, T, DkRedisBuilder> setting) {
        return value == null ? builder : setting.apply(builder, value);
    }
}
