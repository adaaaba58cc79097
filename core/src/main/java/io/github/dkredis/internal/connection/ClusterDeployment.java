package io.github.dkredis.internal.connection;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.command.KeyGroups;
import io.github.dkredis.internal.command.Primary;
import io.github.dkredis.internal.command.ServerErrors;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.push.PushListener;
import io.netty.util.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cluster, of which one node is connected. */
final class ClusterDeployment implements Deployment {

    private final Connector connector;
    private final RedisURI configured;
    private final Keys keys;
    private final Timer timer;
    private final long timeoutNanos;
    private final ServerConnection first;
    private final Cluster cluster;
    private @Nullable ClusterConnections commands;

    private ClusterDeployment(Connector connector, ClientSettings settings, ServerConnection first, Timer timer) {
        this.connector = connector;
        this.configured = settings.uri.get();
        this.keys = settings.keys.perNode();
        this.timer = timer;
        this.timeoutNanos = settings.timeout.toNanos();
        this.first = first;
        List<ClusterNode> seeds = new ArrayList<>();
        seeds.add(new ClusterNode("", configured.getHost(), configured.getPort()));
        settings.furtherNodes.get().forEach(uri -> seeds.add(new ClusterNode("", uri.getHost(), uri.getPort())));
        this.cluster = new Cluster(connector, this::uri, seeds, timer);
    }

    /**
     * Reads the topology.
     *
     * @param first a connection to a node, perhaps a replica; it is closed if this fails
     * @return fails if the node does not tell, or another configured node is of another cluster
     */
    static CompletableFuture<Deployment> load(
            Connector connector, ClientSettings settings, ServerConnection first, Timer timer) {
        ClusterDeployment deployment = new ClusterDeployment(connector, settings, first, timer);
        return deployment
                .cluster
                .load(first)
                .exceptionally(failure -> {
                    throw refusal(first, failure);
                })
                .thenCompose(view -> deployment.checkSeeds(settings, view))
                .<Deployment>thenApply(done -> deployment)
                .whenComplete((ready, failure) -> {
                    if (failure != null) {
                        deployment.close();
                        first.close();
                    }
                });
    }

    private static RuntimeException refusal(ServerConnection first, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean lacksRight = cause instanceof RedisCommandExecutionException refused
                && ServerErrors.code(String.valueOf(refused.getMessage())).equals("NOPERM");
        return lacksRight
                ? new RedisUnavailableException(
                        Reason.AUTHENTICATION,
                        first.address() + ": the Redis user may not ask how the cluster looks (NOPERM); allow"
                                + " +cluster|slots +cluster|nodes +cluster|myid in its ACL",
                        null)
                : ConnectFailures.exception(first.address(), cause);
    }

    /** Checks that the other configured nodes are of the same cluster. A node that cannot be reached is left out. */
    private CompletableFuture<?> checkSeeds(ClientSettings settings, ClusterView view) {
        List<CompletableFuture<?>> checks = new ArrayList<>();
        List<RedisURI> all = new ArrayList<>(settings.furtherNodes.get());
        all.add(configured);
        for (RedisURI seed : all) {
            String host = seed.getHost();
            boolean known = view.nodes().stream().anyMatch(node -> node.isAt(host, seed.getPort()))
                    || Connector.address(seed).equals(first.address());
            if (!known) {
                checks.add(checkSeed(new ClusterNode("", host, seed.getPort()), view));
            }
        }
        return CompletableFuture.allOf(checks.toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<?> checkSeed(ClusterNode seed, ClusterView view) {
        return connector
                .connect(() -> uri(seed), null, ExpectedServer.CLUSTER_NODE)
                .<@Nullable ServerConnection>handle((connection, failure) -> connection)
                .thenCompose(connection -> {
                    if (connection == null) {
                        return CompletableFuture.completedFuture(null);
                    }
                    CompletableFuture<ClusterView> asked = Cluster.ask(connection);
                    asked.whenComplete((other, failure) -> connection.close());
                    return asked.thenAccept(other -> {
                        if (!other.ids().isEmpty() && view.ids().stream().noneMatch(other.ids()::contains)) {
                            throw new RedisUnavailableException(
                                    Reason.UNSUPPORTED_SERVER,
                                    seed.address() + " and " + first.address() + " are nodes of two different clusters."
                                            + " Name nodes of one cluster only",
                                    null);
                        }
                    });
                });
    }

    /** The address of a node, with the credentials and the TLS settings of the configured address. */
    private RedisURI uri(ClusterNode node) {
        return RedisURI.builder()
                .withHost(node.host())
                .withPort(node.port())
                .withSsl(configured)
                .withAuthentication(configured)
                .build();
    }

    @Override
    public Connections commands(Consumer<DkRedisEvent> events) {
        ClusterConnections made = new ClusterConnections(
                cluster,
                ConnectionKind.COMMANDS,
                (node, onEvent) -> connection(node, ConnectionKind.COMMANDS, null, onEvent),
                timer,
                events,
                () -> {});
        cluster.askOver(made::openConnections);
        commands = made;
        return made;
    }

    @Override
    public void open() {
        ClusterNode node = cluster.topology().primaries().stream()
                .filter(known -> known.address().equals(first.address()))
                .findFirst()
                .orElse(null);
        if (node != null) {
            Objects.requireNonNull(commands).open(node, first);
        } else { // it is a replica, or a node at another address than the one that it announces
            first.close();
        }
    }

    @Override
    public Connections push(
            ConnectionKind kind,
            String clientId,
            PushListener listener,
            Consumer<DkRedisEvent> events,
            Runnable onChange) {
        return new ClusterConnections(
                cluster,
                kind,
                (node, onEvent) -> {
                    String channel = kind == ConnectionKind.PUSH ? keys.inbox(clientId, node.id()) : null;
                    return connection(node, kind, new Inbox(clientId, channel, listener), onEvent);
                },
                timer,
                events,
                onChange);
    }

    private ReconnectingConnection connection(
            ClusterNode node, ConnectionKind kind, @Nullable Inbox inbox, Consumer<DkRedisEvent> events) {
        return new ReconnectingConnection(
                () -> connector.connect(() -> uri(node), inbox, ExpectedServer.CLUSTER_PRIMARY),
                kind,
                node.address(),
                timer,
                timeoutNanos,
                kind == ConnectionKind.TRACKED_READS
                        ? owner -> new SlotHeartbeat(cluster, node, keys, owner)
                        : Heartbeat.Kind.PING,
                events);
    }

    @Override
    public KeyGroups keyGroups() {
        return KeyGroups.CLUSTER;
    }

    @Override
    public Keys keys() {
        return keys;
    }

    @Override
    public List<Primary> primaries() {
        return cluster.topology().firstSlots().stream().map(Primary::new).toList();
    }

    @Override
    public @Nullable ServerConnection connection(Connections connections, byte[] key) {
        return connections.current(Primary.of(key).slot());
    }

    @Override
    public Object serverOf(byte[] key) {
        ClusterNode owner = cluster.topology().owner(Primary.of(key).slot());
        return owner == null ? Primary.ANY : owner;
    }

    @Override
    public void close() {
        cluster.close();
    }
}
