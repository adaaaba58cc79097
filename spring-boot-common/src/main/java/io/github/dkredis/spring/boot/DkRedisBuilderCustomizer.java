package io.github.dkredis.spring.boot;

import io.github.dkredis.DkRedisBuilder;

/** A bean that changes the settings of the application's {@link io.github.dkredis.DkRedis} before it connects. */
@FunctionalInterface
public interface DkRedisBuilderCustomizer {

    /**
     * Changes settings.
     *
     * @param builder has the address, the properties, listeners and metrics of the application
     * @return the builder to connect with; builders are immutable, so a change makes a new one
     */
    DkRedisBuilder customize(DkRedisBuilder builder);
}
