package io.github.dkredis.lock;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.DaemonThreads;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.TokenSource;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.internal.connection.PushConnection;
import io.github.dkredis.internal.connection.ReplyHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All mutexes of one client that are held or waited for at the moment, by name and by token, and what they share: the
 * timer, the push connection and the scripts. A name that no caller uses has no entry.
 */
final class MutexRegistry implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis.lock");
    private static final AtomicInteger TIMER_NUMBERS = new AtomicInteger();

    /** One attempt a second. After 30 s a key with the default lease has expired. */
    private static final int MAX_ABANDON_ATTEMPTS = 30;

    private final Client client;
    private final PushConnection push;
    private final MutexScripts scripts;
    private final TokenSource tokens;
    private final ServerClock clock = new ServerClock();
    private final ScheduledThreadPoolExecutor timer;
    private final ConcurrentMap<String, Cohort> byName = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Cohort> byToken = new ConcurrentHashMap<>();
    private volatile boolean closed;

    MutexRegistry(Client client) {
        this.client = client;
        this.push = client.push();
        this.scripts = new MutexScripts(client);
        this.tokens = client.tokens();
        this.timer = newTimer();
        push.onMessage("grant", this::granted);
        push.onMessage("wanted", this::contended);
        push.onReconnect(this::recheckAll);
        push.ready().thenRun(this::recheckAll);
        client.onReconnect(clock::forget); // the server may be another one, with another clock
        client.onReconnect(this::recheckAll);
        EvictionPolicyCheck.start(client);
    }

    private static ScheduledThreadPoolExecutor newTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, new DaemonThreads("dkredis-lock-timer-" + TIMER_NUMBERS.incrementAndGet() + "-"));
        timer.setRemoveOnCancelPolicy(
                true); // an acquisition cancels its timer, which would otherwise pile up for a lease
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timer;
    }

    /**
     * Adds a caller to the cohort of a name.
     *
     * @return the cohort, which decides the waiter
     * @throws IllegalStateException if the client is closed
     */
    Cohort join(LockKeys keys, Waiter waiter) {
        while (true) {
            if (closed) {
                throw closedException();
            }
            Cohort cohort = byName.computeIfAbsent(keys.name(), name -> new Cohort(this, keys));
            if (cohort.join(waiter)) {
                if (closed) { // close() may have gone through all cohorts before this one was added
                    cohort.close(closedException());
                }
                return cohort;
            }
            byName.remove(keys.name(), cohort); // it retired after the lookup
        }
    }

    // ---- messages, on the event loop

    private void granted(String text) {
        GrantMessage message = GrantMessage.parse(text);
        Cohort cohort = byToken.get(message.token());
        if (cohort != null) {
            cohort.granted(message);
        } else if (tokens.made(message.token())) { // no caller waits with this token any more
            abandonToken(LockKeys.of(client.keys(), client.keys().mutexName(message.key())), message.token());
        }
    }

    private void contended(String token) {
        Cohort cohort = byToken.get(token);
        if (cohort != null) {
            cohort.contended();
        }
    }

    private void recheckAll() {
        List.copyOf(byName.values()).forEach(Cohort::recheck);
    }

    // ---- for cohorts

    MutexScripts scripts() {
        return scripts;
    }

    TokenSource tokens() {
        return tokens;
    }

    ServerClock clock() {
        return clock;
    }

    /** {@return whether grants can reach this client at the moment, as far as it knows} */
    boolean isPushOpen() {
        return push.isOpen();
    }

    <R extends @Nullable Object> void send(Call<R, ?> call, ReplyHandler<? super R> handler) {
        client.sendInBackground(call, handler);
    }

    <R extends @Nullable Object> void sendOverPushConnection(Call<R, ?> call, ReplyHandler<? super R> handler) {
        push.send(call, handler);
    }

    /**
     * Makes sure that a token neither waits nor owns a key any more. While Redis is away this is tried again for a
     * while; then the key's TTL, and the queue's repair by other clients, do it.
     */
    void abandonToken(LockKeys keys, String token) {
        abandonToken(keys, token, MAX_ABANDON_ATTEMPTS);
    }

    private void abandonToken(LockKeys keys, String token, int attempts) {
        client.sendInBackground(scripts.abandon(keys, token), (abandoned, failure, repeated) -> {
            if (failure instanceof RedisUnavailableException && attempts > 1) {
                schedule(() -> abandonToken(keys, token, attempts - 1), TimeUnit.SECONDS.toNanos(1));
            }
        });
    }

    /** Registers a cohort under its new token. The new entry comes first, so that no message misses the cohort. */
    void register(Cohort cohort, String oldToken, String newToken) {
        byToken.put(newToken, cohort);
        byToken.remove(oldToken);
    }

    void unregister(Cohort cohort, String token) {
        byToken.remove(token);
        byName.remove(cohort.name(), cohort);
    }

    /** Runs a task after a delay, unless this is closed by then. */
    Future<?> schedule(Runnable task, long delayNanos) {
        try {
            return timer.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) { // closed: nothing is due any more
            return CompletableFuture.completedFuture(null);
        }
    }

    OperationContext context() {
        return client;
    }

    /** Runs a caller's code on the client's executor; what it throws is logged. */
    void runOnExecutor(Runnable task) {
        client.executor().execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a callback of a lock failed", e);
            }
        });
    }

    void logLoss(Lease lease) {
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "lock \"" + lease.name() + "\": the lease with fencing token " + lease.fencingToken()
                        + " was lost; another client may hold the lock now");
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true; // before the cohorts are closed: join() looks at it after it has added a caller
        List.copyOf(byName.values()).forEach(cohort -> cohort.close(closedException()));
        timer.shutdown();
    }

    static IllegalStateException closedException() {
        return new IllegalStateException("this DkRedis is closed");
    }

    // ---- for tests

    /** {@return the number of registered names and tokens; zero when no lock is held or waited for} */
    int size() {
        return byName.size() + byToken.size();
    }

    /** {@return whether this client knows that another client waits for a lock that it holds} */
    boolean isContended(String name) {
        Cohort cohort = byName.get(name);
        return cohort != null && cohort.isContended();
    }

    /** {@return the number of timers that are set} */
    int pendingTimers() {
        return timer.getQueue().size();
    }

    /** {@return the number of timers that have fired} */
    long firedTimers() {
        return timer.getCompletedTaskCount();
    }
}
