package io.github.dkredis.lock;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.ClientClosedException;
import io.github.dkredis.internal.DaemonThreads;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.TokenSource;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.internal.connection.PushConnection;
import io.github.dkredis.internal.connection.ReplyHandler;
import io.github.dkredis.lock.SemaphoreScripts.Mode;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All semaphores of one client whose permits are held or waited for at the moment, and what they share: the timer, the
 * push connection and the scripts.
 */
final class SemaphoreRegistry implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis.lock");

    private final Client client;
    private final PushConnection push;
    private final SemaphoreScripts scripts;
    private final GiveBack giveBack;
    private final LockLog log;
    private final LossThreads lossThreads;
    private final ClientIdentity identity;
    private final ServerClock clock;
    private final ScheduledThreadPoolExecutor timer;
    private final ConcurrentMap<SemaphoreCohort.Key, SemaphoreCohort> byKey = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, SemaphoreCohort> byToken = new ConcurrentHashMap<>();
    private volatile boolean closed;

    SemaphoreRegistry(Client client) {
        this.client = client;
        this.push = client.push();
        this.clock = new ServerClock(client);
        this.scripts = new SemaphoreScripts(client);
        this.giveBack = new GiveBack(client);
        this.log = new LockLog(client.executor());
        this.lossThreads = new LossThreads(client.executor());
        this.identity = new ClientIdentity(client);
        this.timer = new ScheduledThreadPoolExecutor(1, new DaemonThreads("dkredis-semaphore-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        push.onMessage("permit", this::granted);
        push.onMessage("permit-recheck", this::recheck);
        push.onReconnect(this::recheckAll);
        push.onLost(() -> schedule(this::recheckAll, 0)); // asks again, and then polls
        push.ready().thenRun(this::recheckAll);
        client.onReconnect(clock::distrust); // the server may be another one, with another clock
        client.onReconnect(this::recheckAll);
        identity.announce();
    }

    /**
     * Adds a caller to the cohort of a key.
     *
     * @return the cohort, which decides the waiter
     * @throws IllegalStateException if the client is closed
     */
    SemaphoreCohort join(SemaphoreCohort.Key key, SemaphoreKeys keys, PermitWaiter waiter) {
        while (true) {
            if (closed) {
                throw new ClientClosedException();
            }
            SemaphoreCohort cohort = byKey.computeIfAbsent(key, missing -> new SemaphoreCohort(this, key, keys));
            if (cohort.join(waiter)) {
                return cohort;
            }
            if (!closed) { // else close() is to find it, with the callers that joined it before
                byKey.remove(key, cohort); // it retired after the lookup
            }
        }
    }

    // ---- messages, on the event loop

    private void granted(String text) {
        PermitMessage message = PermitMessage.parse(text);
        SemaphoreCohort cohort = byToken.get(message.token());
        boolean used = cohort != null && cohort.granted(message);
        if (!used && client.tokens().made(message.token())) { // no caller waits with this token any more
            giveBack(SemaphoreKeys.of(client.keys(), client.keys().semaphoreName(message.key())), message.token());
        }
    }

    private void recheck(String token) {
        SemaphoreCohort cohort = byToken.get(token);
        if (cohort != null) {
            cohort.recheck(token);
        }
    }

    private void recheckAll() {
        List.copyOf(byKey.values()).forEach(SemaphoreCohort::recheckAll);
    }

    // ---- commands of cohorts

    void acquire(
            SemaphoreKeys keys,
            PermitClaim claim,
            int size,
            Mode mode,
            ReplyHandler<? super List<@Nullable Object>> handler) {
        identity.refresh();
        long deadline = System.nanoTime() + client.timeoutNanos();
        client.sendInBackground(
                scripts.acquire(keys, claim, size, mode, clock.latestServerMicrosOrGreeting(keys.main(), deadline)),
                deadline,
                (reply, failure, repeated) -> {
                    warnIfRefused(reply, 2);
                    handler.onReply(reply, failure, repeated);
                });
    }

    /** Changes the size of a semaphore. */
    Operation<@Nullable Void> resize(SemaphoreKeys keys, int size) {
        return scripts.resize(keys, size).map(reply -> {
            warnIfRefused(reply, 0);
            return null;
        });
    }

    /** Renews a tenure, within a time limit that leaves time for another attempt. */
    void renew(
            SemaphoreKeys keys,
            PermitTenure tenure,
            long leaseMillis,
            ReplyHandler<? super List<@Nullable Object>> handler) {
        identity.refresh();
        long limit = Math.min(client.timeoutNanos(), LockTiming.renewalLimitNanos(leaseMillis));
        client.sendInBackground(
                scripts.renew(keys, tenure.token(), leaseMillis, tenure.usedFence()),
                System.nanoTime() + limit,
                handler);
    }

    /** Gives a tenure back; completes the future with whether it was still there. */
    void release(SemaphoreKeys keys, PermitTenure tenure, CompletableFuture<Boolean> released) {
        String token = tenure.token();
        client.sendInBackground(scripts.release(keys, token, tenure.usedFence()), (reply, failure, repeated) -> {
            if (reply != null) {
                warnIfRefused(reply, 1);
                released.complete(SemaphoreReply.number(reply, 0) == 1);
                return;
            }
            if (failure instanceof RedisUnavailableException) {
                giveBack(keys, token);
            }
            released.completeExceptionally(
                    Objects.requireNonNullElseGet(failure, () -> new IllegalStateException("no reply")));
        });
    }

    /** Makes sure that a token neither waits nor has permits any more. */
    void giveBack(SemaphoreKeys keys, String token) {
        giveBack.send(() -> scripts.abandon(keys, token));
    }

    /** Like {@link #giveBack}, for a request that was not answered. */
    void giveBackLostRequest(SemaphoreKeys keys, String token, long sentAtNanos) {
        giveBack.sendForLostRequest(() -> scripts.abandon(keys, token), sentAtNanos + client.timeoutNanos());
    }

    private void warnIfRefused(@Nullable List<@Nullable Object> reply, int index) {
        if (reply != null && SemaphoreReply.number(reply, index) == 1) {
            log.mayNotPublish();
        }
    }

    // ---- for cohorts

    TokenSource tokens() {
        return client.tokens();
    }

    ServerClock clock() {
        return clock;
    }

    /** {@return whether the client is being closed, or is closed} */
    boolean isClosed() {
        return closed;
    }

    /** {@return whether messages can reach this client at the moment, as far as it knows} */
    boolean isPushOpen() {
        return push.isOpen();
    }

    void register(String token, SemaphoreCohort cohort) {
        byToken.put(token, cohort);
    }

    void unregister(String token) {
        byToken.remove(token);
    }

    void retired(SemaphoreCohort.Key key, SemaphoreCohort cohort) {
        byKey.remove(key, cohort);
    }

    /** Runs a task after a delay, unless this is closed by then. */
    Future<?> schedule(Runnable task, long delayNanos) {
        try {
            return timer.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) { // closed: nothing is due any more
            return CompletableFuture.completedFuture(null);
        }
    }

    OperationContext context() {
        return client;
    }

    /** Runs a caller's code for a loss, on a thread of its own; what it throws is logged. */
    void runForLoss(Runnable task) {
        lossThreads.execute(task);
    }

    void logLoss(Permit permit) {
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "semaphore \"" + permit.name() + "\": the permit of slot " + permit.slot()
                        + " with fencing token " + permit.fencingToken()
                        + " was lost; another client may have the slot now");
    }

    @Override
    public void close() {
        closed = true; // before the cohorts are closed: a cohort that looked at it earlier is among them
        List.copyOf(byKey.values()).forEach(cohort -> cohort.close(new ClientClosedException()));
        identity.withdraw();
        giveBack.close();
        timer.shutdown();
        lossThreads.close();
    }

    // ---- for tests

    /** {@return the number of cohorts, tokens and timers; zero when no permit is held or waited for} */
    int size() {
        return byKey.size() + byToken.size() + timer.getQueue().size();
    }
}
