package io.github.dkredis.cache;

import io.github.dkredis.internal.DaemonThreads;
import io.github.dkredis.internal.Lazy;
import io.github.dkredis.internal.connection.Client;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What all caches of one client share. Nothing is opened before it is needed: the connection for tracked reads by the
 * first named cache, the push connection by that or the first load, the clock by the first near cache, threads by the
 * first refresh.
 */
final class CacheResources implements AutoCloseable {

    private final Client client;
    private final SingleFlight singleFlight = new SingleFlight();
    private final SingleFlight unavailableFlights = new SingleFlight();
    private final LoaderThreads loaderThreads = new LoaderThreads();
    private final UnconfirmedFills unconfirmedFills;
    private final Lazy<LoadNotifications> notifications;
    private final Lazy<Tracking> tracking;
    private final Lazy<CoarseClock> clock = new Lazy<>(CoarseClock::new);
    private final Lazy<ThreadPoolExecutor> refreshExecutor = new Lazy<>(CacheResources::newRefreshExecutor);

    CacheResources(Client client) {
        this.client = client;
        this.notifications = new Lazy<>(() -> new LoadNotifications(client, singleFlight));
        this.tracking = new Lazy<>(this::newTracking);
        this.unconfirmedFills = new UnconfirmedFills(client);
        client.onReconnect(this::redisAnswered);
    }

    /**
     * Opens the push connection too: if it opened only during the first load, all callers would have to look again at
     * that moment, since messages may have been missed.
     */
    private Tracking newTracking() {
        notifications.get();
        return new Tracking(client);
    }

    Client client() {
        return client;
    }

    SingleFlight singleFlight() {
        return singleFlight;
    }

    /** The loads that run because Redis could not be reached, by keys without a generation. */
    SingleFlight unavailableFlights() {
        return unavailableFlights;
    }

    /** Redis has answered: no caller joins a load any more that began while Redis could not be reached. */
    void redisAnswered() {
        if (!unavailableFlights.isEmpty()) {
            unavailableFlights.detachAll();
        }
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

    /** As many threads as refreshes run: each cache bounds its own, so a slow one does not hold up the others. */
    private static ThreadPoolExecutor newRefreshExecutor() {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new DaemonThreads("dkredis-refresh-"));
    }

    @Override
    public void close() {
        Tracking openTracking = tracking.close();
        if (openTracking != null) {
            openTracking.close();
        }
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
