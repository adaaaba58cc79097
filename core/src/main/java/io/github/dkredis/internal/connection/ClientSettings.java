package io.github.dkredis.internal.connection;

import io.github.dkredis.DkRedisListener;
import io.github.dkredis.DkRedisMetrics;
import io.github.dkredis.internal.Keys;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the builder has collected and checked. The builder changes copies only, so a client's settings stay as they are.
 */
public final class ClientSettings implements Cloneable {

    /** The server or its Sentinels; a fresh copy each time. */
    public Supplier<RedisURI> uri;

    /** Further nodes of a cluster, of which one may be unreachable. */
    public Supplier<List<RedisURI>> furtherNodes = List::of;

    /** The name that Redis shows. */
    public String clientName = "dkredis";

    /** The names of keys and channels. */
    public Keys keys = Keys.UNPREFIXED;

    /** The time limit of an operation. */
    public Duration timeout = Duration.ofSeconds(5);

    /** The time limit of one attempt to connect. */
    public Duration connectTimeout = Duration.ofSeconds(5);

    /** How long a step of closing may take. */
    public Duration closeTimeout = Duration.ofSeconds(2);

    /** How many commands may be in flight. */
    public int maxInFlight = 10_000;

    /** Whether a client is made even if no server can be reached, and connects later. */
    public boolean startsWithoutServer;

    /** Whether keys are split by slot on one server too: for tests of what a cluster needs. */
    public boolean splitsBySlot;

    /** The caller's executor, or null for the client's own. */
    public @Nullable Executor executor;

    /** The caller's Lettuce resources, or null for the client's own. */
    public @Nullable ClientResources resources;

    /** The caller's TLS options, or null for the JDK's trust. */
    public @Nullable SslOptions sslOptions;

    /** What Sentinels require, or null for what the address says. */
    public @Nullable RedisCredentials sentinelCredentials;

    /** The caller's certificates, or null for those of the environment. */
    public @Nullable TlsCertificates certificates;

    /** The certificates that the environment names. */
    public Supplier<TlsCertificates> environmentCertificates = () -> TlsCertificates.NONE;

    /** Receives the client's events. */
    public DkRedisListener listener = event -> {};

    /** Receives the client's measurements, or null if nothing is to be measured. */
    public @Nullable DkRedisMetrics metrics;

    public ClientSettings(Supplier<RedisURI> uri) {
        this.uri = uri;
    }

    /** Settings that can be changed without changing these. */
    public ClientSettings copy() {
        try {
            return (ClientSettings) clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this class can be cloned", e);
        }
    }

    /** {@return the TLS options; null for the defaults} */
    @Nullable
    SslOptions effectiveSslOptions() {
        if (sslOptions != null) {
            return sslOptions;
        }
        TlsCertificates named = certificates != null ? certificates : environmentCertificates.get();
        return named.isEmpty() ? null : named.options();
    }
}
