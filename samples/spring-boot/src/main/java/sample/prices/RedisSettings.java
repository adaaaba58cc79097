package sample.prices;

import io.github.dkredis.spring.boot.DkRedisBuilderCustomizer;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What no property covers is set by code. */
@Configuration(proxyBeanMethods = false)
class RedisSettings {

    @Bean
    DkRedisBuilderCustomizer quickClose() {
        return builder -> builder.closeTimeout(Duration.ofSeconds(1));
    }
}
