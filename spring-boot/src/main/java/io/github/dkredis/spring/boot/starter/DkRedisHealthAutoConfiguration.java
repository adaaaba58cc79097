package io.github.dkredis.spring.boot.starter;

import io.github.dkredis.DkRedis;
import io.github.dkredis.spring.boot.DkRedisAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Adds the client to the application's health; {@code management.health.dkredis.enabled=false} leaves it out. */
@AutoConfiguration(after = DkRedisAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnSingleCandidate(DkRedis.class)
@ConditionalOnEnabledHealthIndicator("dkredis")
public final class DkRedisHealthAutoConfiguration {

    /** Called by Spring. */
    public DkRedisHealthAutoConfiguration() {}

    /** The health of the client. */
    @Bean
    @ConditionalOnMissingBean(name = {"dkredisHealthIndicator", "dkredisHealthContributor"})
    HealthIndicator dkredisHealthIndicator(DkRedis redis) {
        return new DkRedisHealthIndicator(redis);
    }
}
