package io.github.dkredis.spring.boot;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisBuilder;
import io.github.dkredis.DkRedisListener;
import io.github.dkredis.DkRedisMetrics;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;

/**
 * Makes a {@link DkRedis} that connects to the application's Redis. It has connections, threads and resources of its
 * own, and is closed with the context.
 */
@AutoConfiguration
@ConditionalOnBean(RedisAddress.class)
@EnableConfigurationProperties(DkRedisProperties.class)
public final class DkRedisAutoConfiguration {

    /** Called by Spring. */
    public DkRedisAutoConfiguration() {}

    /**
     * The settings of the client. An application that needs several clients makes them from this, with other names and
     * prefixes.
     */
    @Bean
    @ConditionalOnMissingBean
    DkRedisBuilder dkRedisBuilder(
            DkRedisProperties properties,
            RedisAddress address,
            ResourceLoader resources,
            ObjectProvider<DkRedisListener> listeners,
            ObjectProvider<DkRedisMetrics> metrics,
            ObjectProvider<DkRedisBuilderCustomizer> customizers) {
        OldAnnotationsException.throwIfOld(resources.getClassLoader());
        DkRedisBuilder builder = properties.applyTo(address.applyTo(DkRedis.builder()));
        List<DkRedisListener> all = listeners.orderedStream().toList();
        if (!all.isEmpty()) {
            builder = builder.listener(event -> all.forEach(listener -> listener.on(event)));
        }
        DkRedisMetrics measured = metrics.getIfUnique();
        if (measured != null) {
            builder = builder.metrics(measured);
        }
        for (DkRedisBuilderCustomizer customizer : customizers.orderedStream().toList()) {
            builder = customizer.customize(builder);
        }
        return builder;
    }

    /** The client. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    DkRedis dkRedis(DkRedisBuilder builder) {
        return builder.connect();
    }
}
