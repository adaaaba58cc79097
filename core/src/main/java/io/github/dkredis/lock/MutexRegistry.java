package io.github.dkredis.lock;

import io.github.dkredis.internal.TokenSource;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.DaemonThreads;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.connection.ReplyHandler;
import io.github.dkredis.internal.connection.PushConnection;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.RedisUnavailableException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All locks of one client that are held or waited for at the moment, by name and by token; what they share: the timer, the
 * inbox, the scripts. A name that nobody uses has no entry.
 */
final class MutexRegistry implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis.lock");
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int MOST_LEAVES = 30;

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
        client.onReconnect(clock::forget); // it may be another server, with another clock
        client.onReconnect(this::recheckAll);
        EvictionPolicyCheck.give(client);
    }

    private static ScheduledThreadPoolExecutor newTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, new DaemonThreads("dkredis-lock-timer-" + NUMBERS.incrementAndGet() + "-"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timer;
    }

    /** Brings a caller into the cohort of a name, and answers with that cohort. */
    Cohort enter(LockKeys keys, Waiter waiter) {
        while (true) {
            if (closed) {
                throw closedException();
            }
            Cohort cohort = byName.computeIfAbsent(keys.name(), name -> new Cohort(this, keys));
            if (cohort.enter(waiter)) {
                if (closed) {
                    cohort.close(closedException()); // it came in behind the closing
                }
                return cohort;
            }
            byName.remove(keys.name(), cohort);
        }
    }

    // ---- what the inbox brings, on the event loop

    /** {@code <token> <first fencing token> <server time> <claim> <waiting clients> <key>}. */
    private void granted(String message) {
        String[] words = message.split(" ", 6);
        Cohort cohort = byToken.get(words[0]);
        if (cohort != null) {
            cohort.granted(
                    words[0],
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    !words[4].equals("0"));
        } else if (tokens.made(words[0])) { // no caller waits for it any more: give it back
            leave(LockKeys.of(client.keys(), client.keys().mutexName(words[5])), words[0]);
        }
    }

    private void contended(String token) {
        Cohort cohort = byToken.get(token);
        if (cohort != null) {
            cohort.wanted();
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

    boolean inboxIsOpen() {
        return push.isOpen();
    }

    <R extends @Nullable Object> void send(Call<R, ?> call, ReplyHandler<? super R> handler) {
        client.sendInBackground(call, handler);
    }

    <R extends @Nullable Object> void sendOverPushConnection(Call<R, ?> call, ReplyHandler<? super R> handler) {
        push.send(call, handler);
    }

    /** Sees to it that a token neither waits nor holds any more; tries again for a while if Redis is away. */
    void leave(LockKeys keys, String token) {
        leave(keys, token, MOST_LEAVES);
    }

    private void leave(LockKeys keys, String token, int tries) {
        client.sendInBackground(scripts.leave(keys, token), (left, failure, repeated) -> {
            if (failure instanceof RedisUnavailableException && tries > 1) {
                schedule(() -> leave(keys, token, tries - 1), TimeUnit.SECONDS.toNanos(1));
            }
        });
    }

    void register(Cohort cohort, String oldToken, String newToken) {
        byToken.put(newToken, cohort);
        byToken.remove(oldToken);
    }

    void forget(Cohort cohort, String token) {
        byToken.remove(token);
        byName.remove(cohort.name(), cohort);
    }

    @Nullable
    Future<?> schedule(Runnable task, long delayNanos) {
        try {
            return timer.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null; // closed
        }
    }

    OperationContext context() {
        return client;
    }

    void later(Runnable task) {
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
                        + " was lost");
    }

    /** How many names and tokens there are; none when nothing is held or waited for. */
    int size() {
        return byName.size() + byToken.size();
    }

    /** Whether this client has been told that another one waits for what it has. */
    boolean isWanted(String name) {
        Cohort cohort = byName.get(name);
        return cohort != null && cohort.isWanted();
    }

    /** How many timers have gone off. */
    long timersRun() {
        return timer.getCompletedTaskCount();
    }

    boolean isClosed() {
        return closed;
    }

    /** How many timers are set. */
    int timers() {
        return timer.getQueue().size();
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(byName.values()).forEach(cohort -> cohort.close(closedException()));
        timer.shutdown();
    }

    static IllegalStateException closedException() {
        return new IllegalStateException("this DkRedis is closed");
    }
}
