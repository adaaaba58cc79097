package io.github.dkredis.lock;

import io.github.dkredis.internal.DaemonThreads;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.internal.connection.PushConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * All mutexes of one client that are held or waited for at the moment, by name and by token, with the timer and the
 * threads that they share. A name that no caller uses has no entry.
 */
final class MutexRegistry implements AutoCloseable {

    private static final AtomicInteger TIMER_NUMBERS = new AtomicInteger();

    private final Client client;
    private final PushConnection push;
    private final MutexRequests requests;
    private final LockLog log;
    private final LockMeter meter;
    private final LossThreads lossThreads;
    private final ClientIdentity identity;
    private final ScheduledThreadPoolExecutor timer;
    private final ConcurrentMap<String, MutexCoordinator> byName = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, MutexCoordinator> byToken = new ConcurrentHashMap<>();
    private volatile boolean closed;

    MutexRegistry(Client client, LockMeter meter) {
        this.client = client;
        this.push = client.push();
        this.log = new LockLog(client.executor());
        this.meter = meter;
        this.lossThreads = new LossThreads(client.executor());
        this.identity = new ClientIdentity(client);
        this.timer = newTimer();
        this.requests = new MutexRequests(client, push, log, this::schedule);
        push.onMessage("grant2", this::handedOver);
        push.onMessage("wanted", token -> tell(token, new MutexEvent.OthersWait(token)));
        push.onMessage("lost", token -> tell(token, new MutexEvent.TakenAway(token)));
        push.onLost(() -> tellAll(new MutexEvent.PushLost()));
        push.onReconnect(() -> tellAll(new MutexEvent.PushOpened()));
        push.ready().thenRun(() -> tellAll(new MutexEvent.PushOpened()));
        client.onReconnect(() -> {
            requests.clock().distrust();
            tellAll(new MutexEvent.Reconnected());
        });
        identity.announce();
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
     * Adds a caller to the coordinator of a name.
     *
     * @return the coordinator, which decides the waiter
     * @throws IllegalStateException if the client is closed
     */
    MutexCoordinator join(LockKeys keys, Waiter waiter) {
        while (true) {
            if (closed) {
                throw closedException();
            }
            MutexCoordinator coordinator = byName.computeIfAbsent(keys.name(), name -> newCoordinator(keys));
            if (coordinator.join(waiter)) {
                return coordinator;
            }
            if (!closed) { // else close() is to find it, with the callers that joined it before
                byName.remove(keys.name(), coordinator); // it retired after the lookup
            }
        }
    }

    MutexCoordinator newCoordinator(LockKeys keys) {
        return new MutexCoordinator(services, keys);
    }

    // ---- messages, on the event loop

    private void handedOver(String text) {
        GrantMessage message = GrantMessage.parse(text);
        MutexCoordinator coordinator = byToken.get(message.token());
        if (coordinator != null) {
            byte[] key = Utf8.encode("a key", message.key());
            coordinator.on(
                    new MutexEvent.HandedOver(message, requests.clock().earliestLocal(key, message.serverMicros())));
        } else if (client.tokens().made(message.token())) { // no caller waits with this token any more
            LockKeys keys = LockKeys.of(client.keys(), client.keys().mutexName(message.key()));
            requests.abandon(keys, message.token());
        }
    }

    private void tell(String token, MutexEvent event) {
        MutexCoordinator coordinator = byToken.get(token);
        if (coordinator != null) {
            coordinator.on(event);
        }
    }

    private void tellAll(MutexEvent event) {
        List.copyOf(byName.values()).forEach(coordinator -> coordinator.on(event));
    }

    /** What coordinators share. */
    private final MutexServices services = new MutexServices() {
        @Override
        public Supplier<String> tokens() {
            return client.tokens()::next;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public boolean isPushOpen() {
            return push.isOpen();
        }

        @Override
        public OperationContext context() {
            return client;
        }

        @Override
        public LockMeter meter() {
            return meter;
        }

        @Override
        public MutexRequests requests() {
            identity.refresh();
            return requests;
        }

        @Override
        public Future<?> schedule(Runnable task, long delayNanos) {
            return MutexRegistry.this.schedule(task, delayNanos);
        }

        @Override
        public void runOnExecutor(Runnable task) {
            client.executor().execute(() -> log.runLoggingFailures(task));
        }

        @Override
        public void lost(Lease lease, List<Runnable> callbacks) {
            if (!closed) {
                lossThreads.execute(() -> log.lost(lease.name(), lease.fencingToken()));
            }
            callbacks.forEach(this::runApart);
        }

        @Override
        public void runApart(Runnable callback) {
            lossThreads.execute(callback);
        }

        @Override
        public void tokenChanged(MutexCoordinator coordinator, String before, String after) {
            if (!after.isEmpty()) { // the new entry comes first, so that no message misses the coordinator
                byToken.put(after, coordinator);
            }
            byToken.remove(before);
        }

        @Override
        public void retired(MutexCoordinator coordinator) {
            byName.remove(coordinator.name(), coordinator);
        }
    };

    /** Runs a task after a delay, unless this is closed by then. */
    Future<?> schedule(Runnable task, long delayNanos) {
        try {
            return timer.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) { // closed: nothing is due any more
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() {
        closed = true; // before the coordinators are closed: one that looked at it earlier is among them
        requests.close(); // from now on, an ending that is not confirmed is reported
        List.copyOf(byName.values()).forEach(coordinator -> coordinator.close(closedException()));
        identity.withdraw();
        timer.shutdown();
        lossThreads.close();
    }

    static IllegalStateException closedException() {
        return new IllegalStateException("this DkRedis is closed");
    }

    // ---- for tests

    /** {@return whether grants can reach this client at the moment, as far as it knows} */
    boolean isPushOpen() {
        return push.isOpen();
    }

    Supplier<String> tokens() {
        return services.tokens();
    }

    /** {@return the number of registered names and tokens; zero when no lock is held or waited for} */
    int size() {
        return byName.size() + byToken.size();
    }

    /** {@return whether this client knows that another client waits for a lock that it holds} */
    boolean isContended(String name) {
        MutexCoordinator coordinator = byName.get(name);
        return coordinator != null && coordinator.isContended();
    }

    /** {@return whether this client knows that it stands in the queue for a lock} */
    boolean isQueued(String name) {
        MutexCoordinator coordinator = byName.get(name);
        return coordinator != null && coordinator.isQueued();
    }

    /** {@return whether the last poll for a lock that this client waits for has failed} */
    boolean pollFails(String name) {
        MutexCoordinator coordinator = byName.get(name);
        return coordinator != null && coordinator.pollFails();
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
