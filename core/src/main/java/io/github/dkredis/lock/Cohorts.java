package io.github.dkredis.lock;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.Call;
import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.PushLink;
import io.github.dkredis.internal.Sent;
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
final class Cohorts implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis.lock");
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int MOST_LEAVES = 30;

    private final Client client;
    private final PushLink push;
    private final MutexScripts scripts;
    private final Tokens tokens;
    private final ServerClock clock = new ServerClock();
    private final ScheduledThreadPoolExecutor timer;
    private final ConcurrentMap<String, Cohort> byName = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Cohort> byToken = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Cohorts(Client client) {
        this.client = client;
        this.push = client.push();
        this.scripts = new MutexScripts(client);
        this.tokens = new Tokens(push.id());
        this.timer = newTimer();
        push.onMessage(this::read);
        push.onReconnect(this::recheckAll);
        push.ready().thenRun(this::recheckAll);
        client.onReconnect(clock::forget); // it may be another server, with another clock
        client.onReconnect(this::recheckAll);
        EvictionNotice.give(client);
    }

    private static ScheduledThreadPoolExecutor newTimer() {
        String name = "dkredis-lock-timer-" + NUMBERS.incrementAndGet();
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
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

    private void read(String message) {
        if (message.startsWith("grant ")) {
            String[] words = message.split(" ", 7);
            Cohort cohort = byToken.get(words[1]);
            if (cohort != null) {
                cohort.granted(
                        words[1],
                        Long.parseLong(words[2]),
                        Long.parseLong(words[3]),
                        Long.parseLong(words[4]),
                        !words[5].equals("0"));
            } else if (tokens.areOurs(words[1])) { // for nobody: pass it on
                leave(LockKeys.of(words[6].substring("dkredis:mutex:".length())), words[1]);
            }
        } else if (message.startsWith("wanted ")) {
            Cohort cohort = byToken.get(message.substring("wanted ".length()));
            if (cohort != null) {
                cohort.wanted();
            }
        }
    }

    private void recheckAll() {
        List.copyOf(byName.values()).forEach(Cohort::recheck);
    }

    // ---- for cohorts

    MutexScripts scripts() {
        return scripts;
    }

    Tokens tokens() {
        return tokens;
    }

    ServerClock clock() {
        return clock;
    }

    boolean inboxIsOpen() {
        return push.isOpen();
    }

    <R extends @Nullable Object> Sent<R> fire(Call<R, ?> call) {
        return client.fire(call);
    }

    <R extends @Nullable Object> Sent<R> fireOverInbox(Call<R, ?> call) {
        return push.fire(call);
    }

    /** Sees to it that a token neither waits nor holds any more; tries again for a while if Redis is away. */
    void leave(LockKeys keys, String token) {
        leave(keys, token, MOST_LEAVES);
    }

    private void leave(LockKeys keys, String token, int tries) {
        client.fire(scripts.leave(keys, token)).whenDone((left, failure) -> {
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

    void later(Runnable task) {
        client.runLater(() -> {
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
