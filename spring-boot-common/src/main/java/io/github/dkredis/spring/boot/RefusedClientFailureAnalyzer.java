package io.github.dkredis.spring.boot;

import io.github.dkredis.RedisUnavailableException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why an application does not start: Redis refuses its client, or cannot be reached and is required. */
final class RefusedClientFailureAnalyzer extends AbstractFailureAnalyzer<RedisUnavailableException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, RedisUnavailableException cause) {
        String action = switch (cause.reason()) {
            case AUTHENTICATION ->
                "Set spring.data.redis.username and spring.data.redis.password, or correct them. With"
                        + " Sentinels, they also have spring.data.redis.sentinel.username and .password.";
            case TLS ->
                "Check spring.data.redis.ssl.bundle, and that the certificate names the host of"
                        + " spring.data.redis.host or .url.";
            case UNREACHABLE, TIMEOUT, BUSY, READ_ONLY ->
                "Check spring.data.redis.host, .port or .url. With dkredis.start-without-server=true the"
                        + " application starts without Redis.";
            default -> "Check that spring.data.redis names a Redis 6.2 or newer, or a Valkey.";
        };
        return new FailureAnalysis("dkredis cannot use Redis: " + cause.getMessage(), action, cause);
    }
}
