package io.github.dkredis.spring.boot.starter;

import io.github.dkredis.DkRedis;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** Up if Redis answers a PING within the client's time limit. */
final class DkRedisHealthIndicator extends AbstractHealthIndicator {

    private final DkRedis redis;

    DkRedisHealthIndicator(DkRedis redis) {
        super("Redis does not answer to dkredis");
        this.redis = redis;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.withDetail("client", redis.toString());
        redis.ping();
        builder.up();
    }
}
