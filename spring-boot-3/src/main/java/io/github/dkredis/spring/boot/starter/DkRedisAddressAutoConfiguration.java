package io.github.dkredis.spring.boot.starter;

import io.github.dkredis.spring.boot.DkRedisAutoConfiguration;
import io.github.dkredis.spring.boot.RedisAddress;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.boot.autoconfigure.data.redis.RedisProperties;
import org.springframework.context.annotation.Bean;

/** Finds the application's Redis by its connection details. */
@AutoConfiguration(after = RedisAutoConfiguration.class, before = DkRedisAutoConfiguration.class)
@ConditionalOnBean(RedisConnectionDetails.class)
public final class DkRedisAddressAutoConfiguration {

    /** Called by Spring. */
    public DkRedisAddressAutoConfiguration() {}

    /** The address that the details name. */
    @Bean
    @ConditionalOnMissingBean
    RedisAddress dkRedisAddress(RedisConnectionDetails details, ObjectProvider<RedisProperties> properties) {
        RedisProperties known = properties.getIfAvailable();
        return ConnectionDetailsReader.read(details, known == null ? null : known.getUrl());
    }
}
