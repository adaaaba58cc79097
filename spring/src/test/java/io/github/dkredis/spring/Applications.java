package io.github.dkredis.spring;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The clients and applications of one test, which are closed in reverse order. */
final class Applications {

    private final List<AutoCloseable> opened = new ArrayList<>();

    @Configuration
    @EnableCaching
    static class Caching {}

    <T extends AutoCloseable> T closedAtTheEnd(T resource) {
        opened.add(resource);
        return resource;
    }

    DkRedis client(RedisServer server) {
        return closedAtTheEnd(Clients.connect(server));
    }

    /** An application that caches with a client, has some beans, and is not started yet. */
    AnnotationConfigApplicationContext withCaching(
            DkRedis redis, UnaryOperator<DkRedisCacheManagerBuilder> settings, Class<?>... beans) {
        AnnotationConfigApplicationContext context = closedAtTheEnd(new AnnotationConfigApplicationContext());
        context.registerBean(
                DkRedisCacheManager.class,
                () -> settings.apply(DkRedisCacheManager.builder(redis)).build());
        context.registerBean(DkRedisCachingConfigurer.class);
        context.register(Caching.class);
        context.register(beans);
        return context;
    }

    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }
}
