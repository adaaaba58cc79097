package io.github.dkredis.spring.boot;

import io.github.dkredis.DkRedis;
import io.github.dkredis.shedlock.DkRedisLockProvider;
import net.javacrumbs.shedlock.core.LockProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Makes ShedLock use the client, if the application has {@code dkredis-shedlock} and no other lock provider. */
@AutoConfiguration(after = DkRedisAutoConfiguration.class)
@ConditionalOnClass({LockProvider.class, DkRedisLockProvider.class})
@ConditionalOnSingleCandidate(DkRedis.class)
@EnableConfigurationProperties(DkRedisProperties.class)
public final class DkRedisShedLockAutoConfiguration {

    /** Called by Spring. */
    public DkRedisShedLockAutoConfiguration() {}

    /** The lock provider. */
    @Bean
    @ConditionalOnMissingBean(LockProvider.class)
    DkRedisLockProvider dkRedisLockProvider(DkRedis redis, DkRedisProperties properties) {
        return new DkRedisLockProvider(redis, properties.shedlock().prefix());
    }
}
