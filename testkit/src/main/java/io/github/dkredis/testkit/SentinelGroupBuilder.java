package io.github.dkredis.testkit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link SentinelGroup} that is to be started. Immutable: each method returns a new builder. */
public final class SentinelGroupBuilder {

    static final SentinelGroupBuilder DEFAULTS = new SentinelGroupBuilder(null, null, null, null);

    private final @Nullable RedisBinary binary;
    private final @Nullable String password;
    private final @Nullable String sentinelPassword;
    private final @Nullable TlsOptions tls;

    private SentinelGroupBuilder(
            @Nullable RedisBinary binary,
            @Nullable String password,
            @Nullable String sentinelPassword,
            @Nullable TlsOptions tls) {
        this.binary = binary;
        this.password = password;
        this.sentinelPassword = sentinelPassword;
        this.tls = tls;
    }

    /** {@return a builder that runs the given program; the default is the first of {@link RedisBinary#all}} */
    public SentinelGroupBuilder binary(RedisBinary program) {
        return new SentinelGroupBuilder(program, password, sentinelPassword, tls);
    }

    /** {@return a builder that gives the default user of the primary and the replicas a password} */
    public SentinelGroupBuilder password(String text) {
        return new SentinelGroupBuilder(binary, text, sentinelPassword, tls);
    }

    /** {@return a builder that gives the default user of the Sentinels a password} */
    public SentinelGroupBuilder sentinelPassword(String text) {
        return new SentinelGroupBuilder(binary, password, text, tls);
    }

    /**
     * Makes the Sentinels and the data servers use TLS for clients and for each other.
     *
     * @param authority the authority of all certificates
     * @param certificate the certificate of every server
     * @return a builder with TLS
     */
    public SentinelGroupBuilder tls(CertificateAuthority authority, IssuedCertificate certificate) {
        TlsOptions files = new TlsOptions(authority.certificate(), certificate, TlsOptions.Clients.WITHOUT_CERTIFICATE);
        return new SentinelGroupBuilder(binary, password, sentinelPassword, files);
    }

    /**
     * Starts all servers, and waits until the replicas are in step and the Sentinels know all of them and each other.
     *
     * @return the running group
     * @throws ServerStartException if a server does not start, or the group is not complete within 90 seconds
     */
    public SentinelGroup start() {
        return new SentinelGroup(this);
    }

    Optional<String> password() {
        return Optional.ofNullable(password);
    }

    boolean usesTls() {
        return tls != null;
    }

    RedisServerBuilder dataServer() {
        RedisServerBuilder server = member().mode(ServerOptions.Mode.MEMBER)
                .config("repl-diskless-sync", "yes")
                .config("repl-diskless-sync-delay", "0");
        return password == null ? server : server.password(password).config("masterauth", password);
    }

    RedisServerBuilder sentinel(String name, int primaryPort) {
        String quorum = "2";
        RedisServerBuilder sentinel = member().mode(ServerOptions.Mode.SENTINEL)
                .line("sentinel monitor " + name + " 127.0.0.1 " + primaryPort + " " + quorum)
                .line("sentinel down-after-milliseconds " + name + " 1000")
                // after a failover, no other one begins for twice that time
                .line("sentinel failover-timeout " + name + " 3000");
        if (password != null) {
            sentinel = sentinel.line(ConfigLine.of("sentinel", "auth-pass", name, password));
        }
        if (sentinelPassword != null) {
            // with a password of their own, Sentinels need it for each other too
            sentinel = sentinel.password(sentinelPassword)
                    .line(ConfigLine.of("sentinel", "sentinel-pass", sentinelPassword));
        }
        return sentinel;
    }

    private RedisServerBuilder member() {
        RedisServerBuilder server = RedisServer.builder();
        if (binary != null) {
            server = server.binary(binary);
        }
        return tls == null ? server : server.tls(tls).config("tls-replication", "yes");
    }
}
