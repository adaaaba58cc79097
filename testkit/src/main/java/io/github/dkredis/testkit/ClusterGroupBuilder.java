package io.github.dkredis.testkit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link ClusterGroup} that is to be started. Immutable: each method returns a new builder. */
public final class ClusterGroupBuilder {

    static final ClusterGroupBuilder DEFAULTS = new ClusterGroupBuilder(null, null);

    private final @Nullable RedisBinary binary;
    private final @Nullable String password;

    private ClusterGroupBuilder(@Nullable RedisBinary binary, @Nullable String password) {
        this.binary = binary;
        this.password = password;
    }

    /** {@return a builder that runs the given program; the default is the first of {@link RedisBinary#all}} */
    public ClusterGroupBuilder binary(RedisBinary program) {
        return new ClusterGroupBuilder(program, password);
    }

    /** {@return a builder that gives the default user of all nodes a password} */
    public ClusterGroupBuilder password(String text) {
        return new ClusterGroupBuilder(binary, text);
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

    Optional<String> password() {
        return Optional.ofNullable(password);
    }

    RedisServerBuilder node() {
        RedisServerBuilder node = RedisServer.builder()
                .mode(ServerOptions.Mode.MEMBER)
                .config("cluster-enabled", "yes")
                .config("cluster-node-timeout", "2000")
                .config("repl-diskless-sync", "yes")
                .config("repl-diskless-sync-delay", "0");
        if (binary != null) {
            node = node.binary(binary);
        }
        return password == null ? node : node.password(password).config("masterauth", password);
    }
}
