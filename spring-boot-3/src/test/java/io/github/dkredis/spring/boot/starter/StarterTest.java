package io.github.dkredis.spring.boot.starter;

import io.github.dkredis.spring.boot.StarterContract;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The contract of the starters, with this line of Spring Boot. */
class StarterTest extends StarterContract {

    @Configuration(proxyBeanMethods = false)
    static class OwnDetails {

        @Bean
        RedisConnectionDetails details() {
            return new RedisConnectionDetails() {
                @Override
                public String getPassword() {
                    return "hunter2";
                }

                @Override
                public Standalone getStandalone() {
                    return Standalone.of("127.0.0.1", detailsOf().port());
                }
            };
        }
    }

    @Override
    protected Class<?> ownDetails() {
        return OwnDetails.class;
    }

    @Override
    protected String health(ApplicationContext context) {
        Health health =
                context.getBean("dkredisHealthIndicator", HealthIndicator.class).health();
        return health.getStatus() + " " + health.getDetails();
    }
}
