package io.github.dkredis.internal.connection;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.command.DeferredException;
import io.github.dkredis.internal.command.KeyGroups;
import io.github.dkredis.internal.command.Primary;
import io.github.dkredis.internal.command.Request;
import io.lettuce.core.api.push.PushListener;
import io.netty.util.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A deployment that could not be reached when the client was made. It is looked for until it is found, and how its
 * servers are arranged is recognized then. Until then every command fails at once: how its keys are to be split, and
 * the names of its channels, depend on the arrangement. So a request that was made before is never sent, even if its
 * turn comes later ({@link Request#isUndecided}).
 *
 * <p>No connection is used, and no code of features is called, while the lock is held.
 */
final class LateDeployment implements Deployment, LateConnections.Owner {

    private static final List<Primary> UNDECIDED = List.of(Primary.UNDECIDED);

    /** What was found, and the connection over which it was. */
    record Found(Deployment deployment, ServerConnection first) {}

    /** Makes attempts to find the deployment. */
    @FunctionalInterface
    interface Search {

        /** {@return one attempt; if it fails or is cancelled, it leaves nothing open} */
        CompletableFuture<Found> begin();
    }

    private final Search search;
    private final String configuredAddress;
    private final Keys undecidedKeys;
    private final Timer timer;
    private final OutageLog outages = new OutageLog(ConnectionKind.COMMANDS.label());
    private final long begunNanos = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<LateConnections> late = new ArrayList<>(); // guarded by the lock
    private Consumer<DkRedisEvent> events = event -> {};
    private int attempts; // made one after the other
    private boolean closed; // guarded by the lock

    private CompletableFuture<?> attempt = CompletableFuture.completedFuture(null); // guarded by the lock

    /** Completes when what the attempt has brought is in use or closed; guarded by the lock. */
    private CompletableFuture<@Nullable Void> attemptEnded = CompletableFuture.completedFuture(null);

    private volatile @Nullable Deployment known;
    private volatile RedisUnavailableException lastFailure;

    /**
     * A deployment that is not looked for yet.
     *
     * @param keys the names of keys, as for one server
     * @param failure why the first attempt to find it has failed
     */
    LateDeployment(Search search, String configuredAddress, Keys keys, Timer timer, RedisUnavailableException failure) {
        this.search = search;
        this.configuredAddress = configuredAddress;
        this.undecidedKeys = keys.undecided();
        this.timer = timer;
        this.lastFailure = failure;
    }

    @Override
    public Connections commands(Consumer<DkRedisEvent> events) {
        this.events = events;
        return connections(deployment -> deployment.commands(events));
    }

    @Override
    public Connections push(
            ConnectionKind kind,
            String clientId,
            PushListener listener,
            Consumer<DkRedisEvent> events,
            Runnable onChange) {
        return connections(deployment -> deployment.push(kind, clientId, listener, events, onChange));
    }

    private Connections connections(Function<Deployment, Connections> maker) {
        Deployment found;
        LateConnections waiting = new LateConnections(this, maker);
        lock.lock();
        try {
            found = known;
            if (found == null) {
                late.add(waiting);
            }
        } finally {
            lock.unlock();
        }
        return found == null ? waiting : maker.apply(found);
    }

    /** Begins to look for the deployment. */
    @Override
    public void open() {
        notFound(lastFailure);
    }

    // ---- the search

    private void notFound(RedisUnavailableException failure) {
        lastFailure = failure;
        int attempt = ++attempts;
        outages.notConnected(failure.getMessage());
        events.accept(
                new DkRedisEvent.ReconnectFailed(configuredAddress, attempt, String.valueOf(failure.getMessage())));
        try {
            timer.newTimeout(expired -> look(), RetryPause.millis(attempt), TimeUnit.MILLISECONDS);
        } catch (IllegalStateException e) { // the caller has stopped its resources: no connection can be made any more
            close();
        }
    }

    private void look() {
        CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        CompletableFuture<Found> begun;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            begun = search.begin();
            attempt = begun;
            attemptEnded = ended;
        } finally {
            lock.unlock();
        }
        begun.whenComplete((found, failure) -> {
            if (found != null) {
                use(found).whenComplete((done, ignored) -> ended.complete(null));
                return;
            }
            ended.complete(null);
            if (!isClosed()) {
                notFound(ConnectFailures.exception(configuredAddress, failure));
            }
        });
    }

    /** {@return completes when what was found is in use, or closed if this was closed meanwhile} */
    private CompletableFuture<?> use(Found found) {
        List<LateConnections> begun = new ArrayList<>();
        List<LateConnections> wanted = new ArrayList<>();
        lock.lock();
        try {
            if (!closed) {
                for (LateConnections connections : late) {
                    if (connections.become(found.deployment())) {
                        wanted.add(connections);
                    }
                }
                begun.addAll(late);
                late.clear();
                known = found.deployment();
            }
        } finally {
            lock.unlock();
        }
        if (known != null) {
            outages.firstConnected(found.first().address(), System.nanoTime() - begunNanos);
            found.deployment().open();
            wanted.forEach(LateConnections::open);
        }
        return isClosed() ? discard(found, begun) : CompletableFuture.completedFuture(null);
    }

    /** The client was closed while this began to use what it has found, so some connections were opened too late. */
    private static CompletableFuture<?> discard(Found found, List<LateConnections> begun) {
        found.deployment().close();
        List<CompletableFuture<?>> closing = new ArrayList<>();
        begun.forEach(connections -> closing.add(connections.closeReal()));
        closing.add(found.first().close());
        return CompletableFuture.allOf(closing.toArray(CompletableFuture<?>[]::new));
    }

    // ---- for the connections

    @Override
    public ReentrantLock lock() {
        return lock;
    }

    @Override
    public DeferredException notSent(Request<?> request) {
        RedisUnavailableException why = lastFailure;
        String what = request.label();
        if (known != null) {
            return new DeferredException(() -> new RedisUnavailableException(
                    Reason.UNREACHABLE,
                    what + ": not sent; the client was not connected when this operation began. Call it again",
                    null));
        }
        return new DeferredException(() -> new RedisUnavailableException(
                why.reason(),
                what + ": not sent; the client has not been connected yet, and tries again. " + why.getMessage(),
                why));
    }

    @Override
    public CompletableFuture<?> attemptEnded() {
        lock.lock();
        try {
            return attemptEnded;
        } finally {
            lock.unlock();
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

    // ---- what is known

    @Override
    public KeyGroups keyGroups() {
        Deployment found = known;
        return found == null ? KeyGroups.CLUSTER : found.keyGroups();
    }

    @Override
    public Keys keys() {
        Deployment found = known;
        return found == null ? undecidedKeys : found.keys();
    }

    @Override
    public List<Primary> primaries() {
        Deployment found = known;
        return found == null ? UNDECIDED : found.primaries();
    }

    @Override
    public @Nullable ServerConnection connection(Connections connections, byte[] key) {
        Deployment found = known;
        return found == null ? null : found.connection(connections, key);
    }

    @Override
    public Object serverOf(byte[] key) {
        Deployment found = known;
        return found == null ? Primary.ANY : found.serverOf(key);
    }

    @Override
    public void close() {
        CompletableFuture<?> underway;
        lock.lock();
        try {
            closed = true;
            underway = attempt;
        } finally {
            lock.unlock();
        }
        underway.cancel(false);
        Deployment found = known;
        if (found != null) {
            found.close();
        }
    }
}
