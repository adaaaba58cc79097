package application;

import io.github.dkredis.DkRedis;
import io.github.dkredis.spring.DkRedisCacheManager;
import io.github.dkredis.spring.boot.DkRedisBuilderCustomizer;
import io.github.dkredis.testkit.RedisServer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A user's application: a starter connects it, and caches for it. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableCaching
public class Application {

    /** Counts the calls that no cache has answered. */
    public static class Greetings {

        private int calls;

        @Cacheable(cacheNames = "greetings", sync = true)
        public String greeting(String name) {
            calls++;
            return "hello " + name;
        }

        public int calls() {
            return calls;
        }
    }

    @Bean
    Greetings greetings() {
        return new Greetings();
    }

    @Bean
    DkRedisBuilderCustomizer prefix() {
        return builder -> builder.keyPrefix("application:");
    }

    public static void main(String[] arguments) {
        try (RedisServer server = RedisServer.start();
                ConfigurableApplicationContext context = SpringApplication.run(
                        Application.class,
                        "--spring.data.redis.url=" + server.uri(),
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn")) {
            Greetings greetings = context.getBean(Greetings.class);
            greetings.greeting("ann");
            greetings.greeting("ann");
            DkRedis redis = context.getBean(DkRedis.class);
            redis.values().set("greeting", "hello");
            if (greetings.calls() != 1
                    || !redis.keyPrefix().equals("application:")
                    || context.getBean(DkRedisCacheManager.class).getCache("greetings") == null) {
                throw new IllegalStateException(greetings.calls() + " calls with " + redis);
            }
            System.out.println("cached with Spring Boot " + SpringBootVersion.getVersion());
        }
    }
}
