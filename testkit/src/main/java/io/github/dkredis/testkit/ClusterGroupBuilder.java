package io.github.dkredis.testkit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link ClusterGroup} that is to be started. Immutable: each method returns a new builder. */
public final class ClusterGroupBuilder {

    static final ClusterGroupBuilder DEFAULTS = new ClusterGroupBuilder(null, null, null, 3, 3);

    private final @Nullable RedisBinary binary;
    private final @Nullable String password;
    private final @Nullable TlsOptions tls;
    private final int primaries;
    private final int replicas;

    private ClusterGroupBuilder(
            @Nullable RedisBinary binary,
            @Nullable String password,
            @Nullable TlsOptions tls,
            int primaries,
            int replicas) {
        this.binary = binary;
        this.password = password;
        this.tls = tls;
        this.primaries = primaries;
        this.replicas = replicas;
    }

    /** {@return a builder that runs the given program; the default is the first of {@link RedisBinary#all}} */
    public ClusterGroupBuilder binary(RedisBinary program) {
        return new ClusterGroupBuilder(program, password, tls, primaries, replicas);
    }

    /** {@return a builder that gives the default user of all nodes a password} */
    public ClusterGroupBuilder password(String text) {
        return new ClusterGroupBuilder(binary, text, tls, primaries, replicas);
    }

    /**
     * Makes all nodes use TLS for clients and for each other.
     *
     * @param authority the authority of all certificates
     * @param certificate the certificate of every node
     * @return a builder with TLS
     */
    public ClusterGroupBuilder tls(CertificateAuthority authority, IssuedCertificate certificate) {
        TlsOptions files = new TlsOptions(authority.certificate(), certificate, TlsOptions.Clients.WITHOUT_CERTIFICATE);
        return new ClusterGroupBuilder(binary, password, files, primaries, replicas);
    }

    /**
     * Sets the number of primaries, without any replica: a cluster for measurements, which no failover is possible in.
     *
     * @param count the primaries, from 1
     * @return a builder of such a cluster; the default is three primaries with a replica each
     */
    public ClusterGroupBuilder primariesOnly(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a cluster needs a primary: " + count);
        }
        return new ClusterGroupBuilder(binary, password, tls, count, 0);
    }

    /**
     * Starts all nodes, and waits until each of them sees the whole cluster.
     *
     * @return the running cluster
     * @throws ServerStartException if a node does not start
     * @throws AssertionError if the cluster is not complete within 30 seconds
     */
    public ClusterGroup start() {
        return new ClusterGroup(this);
    }

    int primaries() {
        return primaries;
    }

    /** The replicas of all primaries together: one for each, or none. */
    int replicas() {
        return replicas;
    }

    Optional<String> password() {
        return Optional.ofNullable(password);
    }

    boolean usesTls() {
        return tls != null;
    }

    RedisServerBuilder node() {
        RedisServerBuilder node = RedisServer.builder()
                .mode(ServerOptions.Mode.CLUSTER_NODE)
                .config("cluster-enabled", "yes")
                .config("cluster-node-timeout", "2000")
                // a node learns its address from the others only, so one that is alone would not know what to answer
                .config("cluster-announce-ip", RedisServer.HOST)
                .config("repl-diskless-sync", "yes")
                .config("repl-diskless-sync-delay", "0");
        if (binary != null) {
            node = node.binary(binary);
        }
        if (tls != null) {
            node = node.tls(tls).config("tls-cluster", "yes").config("tls-replication", "yes");
        }
        return password == null ? node : node.password(password).config("masterauth", password);
    }
}
