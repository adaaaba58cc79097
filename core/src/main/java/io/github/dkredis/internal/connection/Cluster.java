package io.github.dkredis.internal.connection;

import io.github.dkredis.internal.command.ListOutput;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.util.Timer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as this client knows it. One refresh is under way at a time, and refreshes keep a pause: while nodes die,
 * every command could ask for one. A refresh asks all nodes to which there is a connection. If they bring no news while
 * a node is in trouble, it asks all other known nodes too, over connections that it makes for that: the nodes that are
 * connected may be the ones that were cut off.
 */
final class Cluster {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");
    private static final long PAUSE_MILLIS = 300;
    private static final long ANSWER_MILLIS = 1_000;
    private static final long PERIOD_MILLIS = 30_000;

    /** Which nodes a refresh asks. */
    private enum Scope {
        CONNECTED,
        ALL
    }

    private final Connector connector;
    private final Function<ClusterNode, RedisURI> uris;
    private final List<ClusterNode> seeds;
    private final Timer timer;
    private final AtomicReference<ClusterTopology> topology = new AtomicReference<>(ClusterTopology.EMPTY);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Supplier<Collection<ServerConnection>> connected = List::of;

    private final ReentrantLock lock = new ReentrantLock();
    private boolean underway; // this and the rest are guarded by the lock
    private @Nullable Scope wanted;
    private long begunNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
    private boolean closed;

    /**
     * A cluster of which nothing is known yet.
     *
     * @param uris the address of a node, with the credentials and the TLS settings of the configured address
     * @param seeds the configured addresses
     */
    Cluster(Connector connector, Function<ClusterNode, RedisURI> uris, List<ClusterNode> seeds, Timer timer) {
        this.connector = connector;
        this.uris = uris;
        this.seeds = seeds;
        this.timer = timer;
    }

    ClusterTopology topology() {
        return Objects.requireNonNull(topology.get());
    }

    /** Names the connections over which nodes can be asked. */
    void askOver(Supplier<Collection<ServerConnection>> connections) {
        connected = connections;
    }

    /** Registers a listener that is told, on any thread, that slots may have other primaries; it must not block. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    // ---- refreshing

    /** Reads the topology for the first time. */
    CompletableFuture<ClusterView> load(ServerConnection first) {
        // scripts that send messages ask for it: they would be refused half-way
        CompletableFuture<byte[]> id = send(first, new ByteArrayOutput<>(ByteArrayCodec.INSTANCE), "MYID");
        return ask(first).thenCombine(id, (view, ignored) -> {
            update(known -> known.with(List.of(view)));
            later(this::refreshNowAndThen, PERIOD_MILLIS);
            return view;
        });
    }

    /**
     * Finds new nodes whose slots this client does not use, and addresses that have changed: no command meets these.
     */
    private void refreshNowAndThen() {
        refresh();
        later(this::refreshNowAndThen, PERIOD_MILLIS);
    }

    /** A node has said that another one serves a slot. */
    void moved(int slot, ClusterNode owner) {
        update(known -> known.with(slot, owner));
        refresh();
    }

    /** Asks the connected nodes, soon. */
    void refresh() {
        refresh(Scope.CONNECTED);
    }

    /** Asks until there is news, soon: a node cannot be reached, or does not serve its slots. */
    void search() {
        refresh(Scope.ALL);
    }

    private void refresh(Scope scope) {
        long pauseMillis;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            wanted = wanted == Scope.ALL ? Scope.ALL : scope;
            if (underway) {
                return;
            }
            underway = true;
            long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
            pauseMillis = Math.max(0, PAUSE_MILLIS - passed);
        } finally {
            lock.unlock();
        }
        later(this::begin, pauseMillis);
    }

    private void begin() {
        Scope scope;
        lock.lock();
        try {
            scope = Objects.requireNonNull(wanted);
            wanted = null;
            begunNanos = System.nanoTime();
        } finally {
            lock.unlock();
        }
        List<CompletableFuture<@Nullable ClusterView>> answers = new ArrayList<>();
        Map<String, ClusterNode> others = new LinkedHashMap<>();
        seeds.forEach(node -> others.put(node.address(), node));
        topology().nodes().forEach(node -> others.put(node.address(), node));
        for (ServerConnection connection : connected.get()) {
            others.remove(connection.address());
            answers.add(inTime(ask(connection)));
        }
        all(answers)
                .thenCompose(views -> install(views) || scope == Scope.CONNECTED && !views.isEmpty()
                        ? CompletableFuture.completedFuture(true)
                        : all(others.values().stream().map(this::askOther).toList())
                                .thenApply(this::install))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.log(System.Logger.Level.WARNING, "the nodes of the cluster could not be asked", failure);
                    }
                    ended();
                });
    }

    private void ended() {
        Scope again;
        lock.lock();
        try {
            underway = false;
            again = wanted;
        } finally {
            lock.unlock();
        }
        if (again != null) {
            refresh(again);
        }
    }

    /** {@return whether a slot has another primary now} */
    private boolean install(List<ClusterView> views) {
        return !views.isEmpty() && update(known -> known.with(views));
    }

    private boolean update(UnaryOperator<ClusterTopology> change) {
        ClusterTopology before = Objects.requireNonNull(topology.getAndUpdate(change));
        boolean isNews = !before.hasSameOwners(topology());
        if (isNews) {
            listeners.forEach(Runnable::run);
        }
        return isNews;
    }

    // ---- asking nodes

    private static CompletableFuture<List<ClusterView>> all(List<CompletableFuture<@Nullable ClusterView>> answers) {
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    List<ClusterView> views = new ArrayList<>();
                    for (CompletableFuture<@Nullable ClusterView> answer : answers) {
                        ClusterView view = answer.join();
                        if (view != null) {
                            views.add(view);
                        }
                    }
                    return views;
                });
    }

    private static CompletableFuture<@Nullable ClusterView> inTime(CompletableFuture<ClusterView> answer) {
        return answer.<@Nullable ClusterView>handle((view, failure) -> view)
                .completeOnTimeout(null, ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<@Nullable ClusterView> askOther(ClusterNode node) {
        CompletableFuture<ServerConnection> connecting =
                connector.connect(() -> uris.apply(node), null, ExpectedServer.CLUSTER_NODE);
        return inTime(connecting.thenCompose(connection -> {
            CompletableFuture<ClusterView> answer = ask(connection);
            answer.whenComplete((view, failure) -> connection.close());
            return answer;
        }));
    }

    static CompletableFuture<ClusterView> ask(ServerConnection connection) {
        CompletableFuture<List<@Nullable Object>> slots = send(connection, new ListOutput(), "SLOTS");
        CompletableFuture<byte[]> nodes = send(connection, new ByteArrayOutput<>(ByteArrayCodec.INSTANCE), "NODES");
        String address = connection.address();
        return slots.thenCombine(
                nodes,
                (ranges, text) -> ClusterView.parse(ranges, text, address.substring(0, address.lastIndexOf(':'))));
    }

    private static <T> CompletableFuture<T> send(
            ServerConnection connection, CommandOutput<byte[], byte[], T> output, String word) {
        AsyncCommand<byte[], byte[], T> command = new AsyncCommand<>(
                new Command<>(CommandType.CLUSTER, output, new CommandArgs<>(ByteArrayCodec.INSTANCE).add(word)));
        connection.lettuce().dispatch(command);
        return command.toCompletableFuture();
    }

    /** Runs a task later, unless this is closed until then: a timer of the caller outlives this client. */
    private void later(Runnable task, long millis) {
        try {
            timer.newTimeout(
                    expired -> {
                        if (!isClosed()) {
                            task.run();
                        }
                    },
                    millis,
                    TimeUnit.MILLISECONDS);
        } catch (IllegalStateException e) { // the caller has stopped its resources: no connection can be made any more
            close();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
