package io.github.dkredis.spring.boot;

import io.github.dkredis.spring.DkRedisCacheManagerBuilder;

/** A bean that changes the settings of the application's caches before they are made. */
@FunctionalInterface
public interface DkRedisCacheManagerCustomizer {

    /**
     * Changes settings.
     *
     * @param builder has the settings of the properties
     */
    void customize(DkRedisCacheManagerBuilder builder);
}
