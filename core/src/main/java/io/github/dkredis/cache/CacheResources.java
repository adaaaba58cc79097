package io.github.dkredis.cache;

import io.github.dkredis.internal.DaemonThreads;
import io.github.dkredis.internal.Lazy;
import io.github.dkredis.internal.connection.Client;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What all caches of one client share. Nothing is opened before it is needed: the connection for tracked reads by the
 * first named cache, the push connection by the first load, the clock by the first near cache, threads by the first
 * refresh.
 */
final class CacheResources implements AutoCloseable {

    private static final int REFRESH_THREADS = 4;
    private static final int MAX_WAITING_REFRESHES = 1_000;

    private final Client client;
    private final SingleFlight singleFlight = new SingleFlight();
    private final LoaderThreads loaderThreads = new LoaderThreads();
    private final UnconfirmedFills unconfirmedFills;
    private final Lazy<LoadNotifications> notifications;
    private final Lazy<Tracking> tracking;
    private final Lazy<CoarseClock> clock = new Lazy<>(CoarseClock::new);
    private final Lazy<ThreadPoolExecutor> refreshExecutor = new Lazy<>(CacheResources::newRefreshExecutor);

    CacheResources(Client client) {
        this.client = client;
        this.notifications = new Lazy<>(() -> new LoadNotifications(client, singleFlight));
        this.tracking = new Lazy<>(() -> new Tracking(client));
        this.unconfirmedFills = new UnconfirmedFills(client);
    }

    Client client() {
        return client;
    }

    SingleFlight singleFlight() {
        return singleFlight;
    }

    LoaderThreads loaderThreads() {
        return loaderThreads;
    }

    UnconfirmedFills unconfirmedFills() {
        return unconfirmedFills;
    }

    LoadNotifications notifications() {
        return notifications.get();
    }

    Tracking tracking() {
        return tracking.get();
    }

    CoarseClock clock() {
        return clock.get();
    }

    Executor refreshExecutor() {
        return refreshExecutor.get();
    }

    private static ThreadPoolExecutor newRefreshExecutor() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                REFRESH_THREADS,
                REFRESH_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING_REFRESHES),
                new DaemonThreads("dkredis-refresh-"));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public void close() {
        CoarseClock openClock = clock.close();
        if (openClock != null) {
            openClock.close();
        }
        ThreadPoolExecutor openExecutor = refreshExecutor.close();
        if (openExecutor != null) {
            openExecutor.shutdownNow();
        }
        LoadNotifications openNotifications = notifications.ifMade();
        if (openNotifications != null) {
            openNotifications.wakeAll(); // waiting callers then find that the client is closed
        }
    }
}
