package io.github.dkredis.cache;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.connection.Client;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The fill leases of one cache: requests them, and ends them by a fill or by abandoning them. The replies of fills are
 * not awaited; a later read of the same client waits for them instead ({@link UnconfirmedFills}).
 */
final class FillLeases {

    private final Client client;
    private final CacheResources resources;
    private final EntryFormat format;
    private final CacheOptions options;
    private final StatsCounter stats;

    FillLeases(CacheContext context) {
        this.client = context.client();
        this.resources = context.resources();
        this.format = context.format();
        this.options = context.options();
        this.stats = context.stats();
    }

    // ---- requesting

    /**
     * Requests the lease of a missing entry. An entry that was stored meanwhile is the reply, if it is fresh or stale.
     */
    Operation<LeaseReply> request(EntryAddress address) {
        LoadNotifications notifications = resources.notifications();
        return send(
                address,
                LeaseRequest.missing(
                        notifications.newToken(),
                        options.fillLeaseMillis(),
                        notifications.clientId(),
                        options.staleOnErrorMillis()));
    }

    /** Requests the lease of an entry that exists and cannot be used. */
    Operation<LeaseReply> requestToReplace(EntryAddress address) {
        LoadNotifications notifications = resources.notifications();
        return send(
                address,
                LeaseRequest.replacing(notifications.newToken(), options.fillLeaseMillis(), notifications.clientId()));
    }

    /** Requests the lease of an entry that is still served; if another caller holds it, this caller does not wait. */
    Operation<LeaseReply> requestToRefresh(EntryAddress address) {
        return send(address, LeaseRequest.refreshing(resources.notifications().newToken(), options.fillLeaseMillis()));
    }

    private Operation<LeaseReply> send(EntryAddress address, LeaseRequest request) {
        return CacheScripts.lookup(client, address, request).map(reply -> LeaseReply.of(request.token(), reply));
    }

    // ---- ending

    /**
     * Stores a loaded value and ends the lease.
     *
     * @param lease null if the value must not be stored
     * @throws RuntimeException if the value cannot be encoded; the lease is abandoned
     */
    void store(EntryAddress address, LeaseReply.@Nullable Granted lease, @Nullable Object value) {
        if (lease == null) {
            return;
        }
        byte[] bytes;
        try {
            bytes = format.encode(address, value);
        } catch (RuntimeException e) {
            abandon(address, lease);
            throw e;
        }
        fill(address, lease, bytes, storedMillis(options.ttlMillis(value)));
    }

    /**
     * Ends the lease of a failed load. Stores the failure if the cache remembers failures and the entry did not exist.
     */
    void storeFailure(EntryAddress address, LeaseReply.@Nullable Granted lease, Throwable failure) {
        if (lease == null) {
            return;
        }
        long rememberedMillis = options.errorTtlMillis();
        if (rememberedMillis > 0 && !isInterrupt(failure) && !lease.entryExisted()) {
            byte[] bytes = EntryFormat.encodeFailure(failure);
            fill(address, lease, bytes, rememberedMillis + options.keptMillis());
        } else {
            abandon(address, lease);
        }
    }

    /** Whether a load ended because its caller was interrupted, which says nothing about the source of the values. */
    static boolean isInterrupt(Throwable failure) {
        return failure instanceof InterruptedException || failure instanceof OperationInterruptedException;
    }

    private void fill(EntryAddress address, LeaseReply.Granted lease, byte[] bytes, long storedMillis) {
        Runnable answered = resources.unconfirmedFills().begin(address.redisKey());
        client.sendInBackground(
                CacheScripts.fill(client, address, lease, bytes, storedMillis), (stored, failure, repeated) -> {
                    answered.run();
                    // The second run of a repeated fill finds no lease any more, which does not mean that it was
                    // voided.
                    if (stored != null && stored == 0 && !repeated) {
                        stats.voidedFills.increment();
                    }
                });
    }

    /** Ends a lease without a value, so that another caller loads. */
    void abandon(EntryAddress address, LeaseReply.Granted lease) {
        client.sendInBackground(CacheScripts.abandon(client, address, lease));
    }

    /**
     * How long an entry is stored whose values are fresh for a time: shortened by the jitter, with the windows added.
     */
    long storedMillis(long ttlMillis) {
        double cut = options.jitter() * ThreadLocalRandom.current().nextDouble();
        return Math.max(1, ttlMillis - (long) (ttlMillis * cut)) + options.keptMillis();
    }
}
