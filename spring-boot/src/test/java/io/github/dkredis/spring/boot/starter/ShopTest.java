package io.github.dkredis.spring.boot.starter;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.RedisServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** How the page about the testkit tests an application with Spring Boot. */
@Tag("campaign") // seconds for an empty application, while other tests start real ones
@SpringBootTest(classes = ShopApplication.class)
class ShopTest {

    private static final RedisServer SERVER = RedisServer.start(); // ends with the JVM, as Spring's context does

    @DynamicPropertySource
    static void redis(DynamicPropertyRegistry properties) {
        properties.add("spring.data.redis.url", SERVER::uri);
        properties.add("dkredis.connect-timeout", () -> "30s");
    }

    @Autowired
    private DkRedis redis;

    @Test
    void application_usesTheServerOfTheTest() {
        redis.values().set("k", "v");

        assertTrue(SERVER.calls("set") > 0);
    }
}

@Configuration
@EnableAutoConfiguration
class ShopApplication {}
