package io.github.dkredis.spring.boot;

import io.github.dkredis.DkRedis;
import io.github.dkredis.spring.DkRedisLockRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.support.locks.LockRegistry;

/** Makes the locks of Spring Integration mutexes of the client, if the application has no other lock registry. */
@AutoConfiguration(after = DkRedisAutoConfiguration.class)
@ConditionalOnClass({LockRegistry.class, DkRedisLockRegistry.class})
@ConditionalOnSingleCandidate(DkRedis.class)
public final class DkRedisLockRegistryAutoConfiguration {

    /** Called by Spring. */
    public DkRedisLockRegistryAutoConfiguration() {}

    /** The locks. */
    @Bean
    @ConditionalOnMissingBean(LockRegistry.class)
    DkRedisLockRegistry dkRedisLockRegistry(DkRedis redis) {
        return new DkRedisLockRegistry(redis);
    }
}
