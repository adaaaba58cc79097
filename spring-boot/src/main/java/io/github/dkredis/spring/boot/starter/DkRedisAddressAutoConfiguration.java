package io.github.dkredis.spring.boot.starter;

import io.github.dkredis.spring.boot.DkRedisAutoConfiguration;
import io.github.dkredis.spring.boot.RedisAddress;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.context.annotation.Bean;

/** Finds the application's Redis by its connection details. */
@AutoConfiguration(after = DataRedisAutoConfiguration.class, before = DkRedisAutoConfiguration.class)
@ConditionalOnBean(DataRedisConnectionDetails.class)
public final class DkRedisAddressAutoConfiguration {

    /** Called by Spring. */
    public DkRedisAddressAutoConfiguration() {}

    /** The address that the details name. */
    @Bean
    @ConditionalOnMissingBean
    RedisAddress dkRedisAddress(DataRedisConnectionDetails details, ObjectProvider<DataRedisProperties> properties) {
        DataRedisProperties known = properties.getIfAvailable();
        return ConnectionDetailsReader.read(details, known == null ? null : known.getUrl());
    }
}
