package io.github.dkredis.internal;

import io.github.dkredis.DkRedisListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the builder collected, checked.
 *
 * @param uri the server or its Sentinels; a fresh copy each time
 * @param clientName the name Redis shows
 * @param timeout the time limit of an operation
 * @param connectTimeout the time limit of one attempt to connect
 * @param closeTimeout how long a step of closing may take
 * @param maxInFlight how many requests may be under way
 * @param executor the caller's executor, or null for an own one
 * @param resources the caller's Lettuce resources, or null for own ones
 * @param sslOptions the caller's TLS options, or null for the JDK's trust
 * @param listener who is told what happens
 */
public record Settings(
        Supplier<RedisURI> uri,
        String clientName,
        Duration timeout,
        Duration connectTimeout,
        Duration closeTimeout,
        int maxInFlight,
        @Nullable Executor executor,
        @Nullable ClientResources resources,
        @Nullable SslOptions sslOptions,
        DkRedisListener listener) {

    public Settings withUri(Supplier<RedisURI> uri) {
        return new Settings(
                uri,
                clientName,
                timeout,
                connectTimeout,
                closeTimeout,
                maxInFlight,
                executor,
                resources,
                sslOptions,
                listener);
    }

    public Settings withClientName(String clientName) {
        return new Settings(
                uri,
                clientName,
                timeout,
                connectTimeout,
                closeTimeout,
                maxInFlight,
                executor,
                resources,
                sslOptions,
                listener);
    }

    public Settings withTimeout(Duration timeout) {
        return new Settings(
                uri,
                clientName,
                timeout,
                connectTimeout,
                closeTimeout,
                maxInFlight,
                executor,
                resources,
                sslOptions,
                listener);
    }

    public Settings withConnectTimeout(Duration connectTimeout) {
        return new Settings(
                uri,
                clientName,
                timeout,
                connectTimeout,
                closeTimeout,
                maxInFlight,
                executor,
                resources,
                sslOptions,
                listener);
    }

    public Settings withCloseTimeout(Duration closeTimeout) {
        return new Settings(
                uri,
                clientName,
                timeout,
                connectTimeout,
                closeTimeout,
                maxInFlight,
                executor,
                resources,
                sslOptions,
                listener);
    }

    public Settings withMaxInFlight(int maxInFlight) {
        return new Settings(
                uri,
                clientName,
                timeout,
                connectTimeout,
                closeTimeout,
                maxInFlight,
                executor,
                resources,
                sslOptions,
                listener);
    }

    public Settings withExecutor(Executor executor) {
        return new Settings(
                uri,
                clientName,
                timeout,
                connectTimeout,
                closeTimeout,
                maxInFlight,
                executor,
                resources,
                sslOptions,
                listener);
    }

    public Settings withResources(ClientResources resources) {
        return new Settings(
                uri,
                clientName,
                timeout,
                connectTimeout,
                closeTimeout,
                maxInFlight,
                executor,
                resources,
                sslOptions,
                listener);
    }

    public Settings withSslOptions(SslOptions sslOptions) {
        return new Settings(
                uri,
                clientName,
                timeout,
                connectTimeout,
                closeTimeout,
                maxInFlight,
                executor,
                resources,
                sslOptions,
                listener);
    }

    public Settings withListener(DkRedisListener listener) {
        return new Settings(
                uri,
                clientName,
                timeout,
                connectTimeout,
                closeTimeout,
                maxInFlight,
                executor,
                resources,
                sslOptions,
                listener);
    }
}
