package io.github.dkredis.internal.connection;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.command.DeferredException;
import io.github.dkredis.internal.command.PendingCommand;
import io.github.dkredis.internal.command.Redirection;
import io.github.dkredis.internal.command.Request;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.netty.util.Timer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one kind to the primaries of a cluster. A command goes to the primary of its slot, as the client
 * knows it; a node that does not serve the slot says so, and nothing has run then. Commands that wait for a connection
 * to a node move to another one as soon as that is known to serve the node's slots.
 *
 * <p>A connection for commands is made when the first command needs it; connections on which messages arrive are made
 * at once, since a message could come from any node.
 */
final class ClusterConnections implements Connections {

    /** After so many redirections of a command in a row, the nodes do not agree yet, and it is sent with pauses. */
    private static final int IMMEDIATE_REDIRECTIONS = 3;

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 200;

    /** Makes the connection to a node, which is not opened yet. */
    @FunctionalInterface
    interface Factory {
        ReconnectingConnection connect(ClusterNode node, Consumer<DkRedisEvent> events);
    }

    private final Cluster cluster;
    private final ConnectionKind kind;
    private final Factory factory;
    private final Consumer<DkRedisEvent> events;
    private final Runnable onChange;
    private final Timer timer;
    private final ConcurrentMap<ClusterNode, ReconnectingConnection> byNode = new ConcurrentHashMap<>();

    /** Connections that only wait for replies; they are closed with this at the latest. */
    private final Set<ReconnectingConnection> retired = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    /**
     * Connections of which none is open.
     *
     * @param events is told what happens to each of them
     * @param onChange is called when nodes have come or gone
     */
    ClusterConnections(
            Cluster cluster,
            ConnectionKind kind,
            Factory factory,
            Timer timer,
            Consumer<DkRedisEvent> events,
            Runnable onChange) {
        this.cluster = cluster;
        this.kind = kind;
        this.factory = factory;
        this.timer = timer;
        this.events = events;
        this.onChange = onChange;
        cluster.onChange(this::followTopology);
    }

    @Override
    public void open() {
        if (kind.isOpenedAtOnce()) {
            cluster.topology().primaries().forEach(this::to);
        }
    }

    /** Takes over a connection that is open already, unless a command has needed one to this node before. */
    void open(ClusterNode node, ServerConnection first) {
        ReconnectingConnection fresh = factory.connect(node, this::on);
        if (byNode.putIfAbsent(node, fresh) == null) {
            fresh.open(first);
        } else {
            first.close();
        }
    }

    /** The connection to a node, which is made now if it is missing. */
    private ReconnectingConnection to(ClusterNode node) {
        ReconnectingConnection known = byNode.get(node);
        if (known != null) {
            return known;
        }
        ReconnectingConnection fresh = factory.connect(node, this::on);
        ReconnectingConnection other = byNode.putIfAbsent(node, fresh);
        if (other != null) {
            return other;
        }
        if (closed) { // close() may have gone through all connections before this one was added
            fresh.close();
        } else {
            fresh.open();
        }
        return fresh;
    }

    private void on(DkRedisEvent event) {
        if (event instanceof DkRedisEvent.ConnectionLost || event instanceof DkRedisEvent.ReconnectFailed) {
            cluster.search();
        }
        events.accept(event);
    }

    // ---- what is open

    @Override
    public @Nullable ServerConnection current() {
        for (ReconnectingConnection connection : byNode.values()) {
            ServerConnection current = connection.current();
            if (current != null) {
                return current;
            }
        }
        return null;
    }

    @Override
    public @Nullable ServerConnection current(int slot) {
        ClusterNode owner = cluster.topology().owner(slot);
        ReconnectingConnection connection = owner == null ? null : byNode.get(owner);
        return connection == null ? null : connection.current();
    }

    /** {@return the connections that can be used now} */
    Collection<ServerConnection> openConnections() {
        List<ServerConnection> open = new ArrayList<>();
        for (ReconnectingConnection connection : byNode.values()) {
            ServerConnection current = connection.current();
            if (current != null) {
                open.add(current);
            }
        }
        return open;
    }

    @Override
    public boolean isOpen() {
        Set<ClusterNode> primaries = cluster.topology().primaries();
        for (ClusterNode primary : primaries) {
            ReconnectingConnection connection = byNode.get(primary);
            if (connection == null || connection.current() == null) {
                return false;
            }
        }
        return !primaries.isEmpty();
    }

    // ---- sending

    @Override
    public void send(PendingCommand<?> command) {
        ReconnectingConnection connection = forCommand(command);
        if (connection != null) {
            connection.send(command);
        }
    }

    @Override
    public void sendAgain(PendingCommand<?> command) {
        ReconnectingConnection connection = forCommand(command);
        if (connection != null) {
            connection.sendAgain(command);
        }
    }

    /** The connection to the primary of a command's slot; without one, the command is sent later. */
    private @Nullable ReconnectingConnection forCommand(PendingCommand<?> command) {
        ClusterNode owner = cluster.topology().owner(command.request().slot());
        if (owner != null) {
            return to(owner);
        }
        for (ClusterNode any : cluster.topology().primaries()) { // it knows better, or says that the slot is not served
            return to(any);
        }
        sendLater(command, LONGEST_PAUSE_MILLIS);
        return null;
    }

    /** A node has refused the command for the moment. Perhaps another one serves the slot meanwhile. */
    @Override
    public void sendLater(PendingCommand<?> command, long pauseMillis) {
        if (!command.awaitsMigration()) {
            cluster.search();
        }
        after(pauseMillis, command, () -> send(command));
    }

    private void after(long pauseMillis, PendingCommand<?> command, Runnable sending) {
        try {
            timer.newTimeout(
                    expired -> {
                        if (!command.isDone()) {
                            sending.run();
                        }
                    },
                    pauseMillis,
                    TimeUnit.MILLISECONDS);
        } catch (IllegalStateException e) { // the caller has stopped its resources
            command.fail(timedOut(command.request()));
        }
    }

    @Override
    public void redirect(
            PendingCommand<?> command,
            Redirection redirection,
            int times,
            @Nullable StatefulRedisConnection<byte[], byte[]> from) {
        ClusterNode target = target(redirection, from);
        boolean soon = times <= IMMEDIATE_REDIRECTIONS;
        Runnable next = () -> send(command);
        if (redirection.kind() == Redirection.Kind.MOVED) {
            cluster.moved(redirection.slot(), target);
        } else {
            ServerConnection open = mayAsk(target) ? to(target).current() : null;
            if (open == null) {
                soon = false; // until it is connected
            } else {
                next = () -> sendAsking(command, open);
            }
        }
        if (soon) {
            next.run();
        } else {
            after(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(times, 10)), command, next);
        }
    }

    /** Reads must be tracked, and a node without slots was not told to do so. */
    private boolean mayAsk(ClusterNode target) {
        return kind != ConnectionKind.TRACKED_READS
                || cluster.topology().primaries().contains(target);
    }

    private ClusterNode target(Redirection redirection, @Nullable StatefulRedisConnection<byte[], byte[]> from) {
        String host = redirection.host();
        if (host == null) {
            host = hostOf(from);
        }
        ClusterNode known = cluster.topology().at(host, redirection.port());
        return known == null ? new ClusterNode("", host, redirection.port()) : known;
    }

    private String hostOf(@Nullable StatefulRedisConnection<byte[], byte[]> asked) {
        for (Map.Entry<ClusterNode, ReconnectingConnection> entry : byNode.entrySet()) {
            ServerConnection current = entry.getValue().current();
            if (current != null && current.lettuce() == asked) {
                return entry.getKey().host();
            }
        }
        return "";
    }

    /**
     * Sends a command to a node that is taking over its slot. The node accepts it only directly after {@code ASKING}.
     * Both are written in one task of the event loop, which writes everything: nothing can come between them.
     */
    private static void sendAsking(PendingCommand<?> command, ServerConnection target) {
        target.monitor().eventLoop().execute(() -> {
            target.lettuce()
                    .dispatch(new AsyncCommand<>(
                            new Command<>(CommandType.ASKING, new StatusOutput<>(ByteArrayCodec.INSTANCE))));
            command.sendOver(target.lettuce());
        });
    }

    // ---- what becomes of commands

    @Override
    public void forget(PendingCommand<?> command) {
        byNode.values().forEach(connection -> connection.forget(command));
    }

    @Override
    public void suspect(@Nullable StatefulRedisConnection<byte[], byte[]> connection) {
        byNode.values().forEach(known -> known.suspect(connection));
    }

    @Override
    public void lost(@Nullable StatefulRedisConnection<byte[], byte[]> connection, @Nullable Throwable cause) {
        byNode.values().forEach(known -> known.lost(connection, cause));
    }

    /** A replica refuses writes: its primary, or the one that was promoted instead of it, is looked for. */
    @Override
    public boolean awaitsPrimary(@Nullable StatefulRedisConnection<byte[], byte[]> replica) {
        cluster.search();
        return true;
    }

    @Override
    public void repeated(Request<?> request) {
        events.accept(new DkRedisEvent.Repeated(request.label()));
    }

    @Override
    public void outcomeUnknown(Request<?> request) {
        events.accept(new DkRedisEvent.OutcomeUnknown(request.label()));
    }

    @Override
    public DeferredException timedOut(Request<?> request) {
        ClusterNode owner = cluster.topology().owner(request.slot());
        ReconnectingConnection connection = owner == null ? null : byNode.get(owner);
        if (connection != null) {
            return connection.timedOut(request);
        }
        String what = request.label();
        int slot = request.slot();
        return new DeferredException(() -> new RedisUnavailableException(
                Reason.UNREACHABLE,
                what + ": not sent; no node of the cluster is known to serve its hash slot " + slot
                        + ". Look at CLUSTER SLOTS",
                null));
    }

    // ---- following the cluster

    /** Opens what is missing, and retires the connections to nodes that serve no slot any more. */
    private void followTopology() {
        if (closed) {
            return;
        }
        Set<ClusterNode> primaries = cluster.topology().primaries();
        if (kind.isOpenedAtOnce()) {
            primaries.forEach(this::to);
        }
        byNode.forEach((node, connection) -> {
            if (!primaries.contains(node) && byNode.remove(node, connection)) {
                retired.add(connection);
                connection.retire(this::send).whenComplete((done, failure) -> retired.remove(connection));
            }
        });
        onChange.run();
    }

    /** The connections move by themselves. */
    @Override
    public void follow(ServerConnection other) {}

    /** The connections move by themselves. */
    @Override
    public void primaryMoved(String address) {}

    @Override
    public CompletableFuture<?> close() {
        closed = true;
        List<CompletableFuture<?>> closing = new ArrayList<>();
        byNode.values().forEach(connection -> closing.add(connection.close()));
        retired.forEach(connection -> closing.add(connection.close()));
        return CompletableFuture.allOf(closing.toArray(CompletableFuture<?>[]::new));
    }
}
