package io.github.dkredis.spring.boot;

import io.github.dkredis.DkRedisMetrics;
import io.github.dkredis.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Measures the client, if the application has {@code dkredis-micrometer} and a registry for meters. */
@AutoConfiguration(
        before = DkRedisAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration",
            // the same two in Spring Boot 3
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.metrics.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnClass({MeterRegistry.class, MicrometerMetrics.class})
@ConditionalOnSingleCandidate(MeterRegistry.class)
@EnableConfigurationProperties(DkRedisProperties.class)
public final class DkRedisMetricsAutoConfiguration {

    /** Called by Spring. */
    public DkRedisMetricsAutoConfiguration() {}

    /** The meters of the client, and its observations if they are wanted. */
    @Bean
    @ConditionalOnMissingBean(DkRedisMetrics.class)
    MicrometerMetrics dkRedisMetrics(
            MeterRegistry registry, ObjectProvider<ObservationRegistry> observations, DkRedisProperties properties) {
        ObservationRegistry observing = properties.observations() ? observations.getIfUnique() : null;
        return observing == null
                ? new MicrometerMetrics(registry)
                : new MicrometerMetrics(registry, Tags.empty(), observing);
    }
}
