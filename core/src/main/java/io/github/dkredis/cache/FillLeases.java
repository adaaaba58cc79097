package io.github.dkredis.cache;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.connection.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fill leases of one cache: requests them, and ends them by a fill or by abandoning them. The replies of fills are
 * not awaited; a later read of the same client waits for them instead ({@link UnconfirmedFills}).
 *
 * <p>A request that fails may have been granted all the same: its reply was given up or lost. So it is abandoned, by a
 * message that is sent after it and is not awaited.
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
     * Requests the leases of missing entries, all at once; the replies in order. An entry that was stored meanwhile is
     * the reply, if it is fresh or stale.
     */
    Operation<List<LeaseReply>> requestMissing(List<EntryAddress> addresses) {
        return request(addresses, LeaseRequest::missing);
    }

    /** As {@link #requestMissing}, for entries that exist and cannot be used. */
    Operation<List<LeaseReply>> requestToReplace(List<EntryAddress> addresses) {
        return request(addresses, LeaseRequest::replacing);
    }

    /** Makes a request of this client. */
    private interface RequestKind {
        LeaseRequest of(String token, byte[] clientId, CacheOptions options);
    }

    private Operation<List<LeaseReply>> request(List<EntryAddress> all, RequestKind kind) {
        return Operation.defer(() -> {
            LoadNotifications notifications = resources.notifications();
            LeaseRequest request = kind.of(notifications.newToken(), notifications.clientId(), options);
            Operation<List<LeaseReply>> replies = BulkParts.inParts(
                    client,
                    all,
                    BulkParts.SCRIPT_ENTRIES,
                    Function.identity(),
                    addresses -> CacheScripts.lookup(client, addresses, request)
                            .map(reply -> LeaseReply.listOf(request.token(), reply)));
            return abandonedIfItFails(all, request.token(), replies);
        });
    }

    /**
     * Requests the leases of entries that are still served; if another caller holds one, this caller does not wait.
     *
     * @return for each entry the reply of the script {@code refresh}
     */
    Operation<List<Long>> requestToRefresh(List<StaleEntry> entries, String token) {
        List<EntryAddress> addresses = entries.stream().map(StaleEntry::address).toList();
        return abandonedIfItFails(
                addresses,
                token,
                BulkParts.inParts(
                        client,
                        entries,
                        BulkParts.SCRIPT_ENTRIES,
                        StaleEntry::address,
                        part -> CacheScripts.refresh(client, part, token, options.fillLeaseMillis())));
    }

    private <T> Operation<T> abandonedIfItFails(List<EntryAddress> addresses, String token, Operation<T> request) {
        return request.whenDone((reply, failure) -> {
            if (failure != null) {
                abandon(addresses.stream()
                        .map(address -> new LeasedEntry(address, token))
                        .toList());
            }
        });
    }

    String newToken() {
        return resources.notifications().newToken();
    }

    // ---- ending

    /**
     * Encodes a loaded value.
     *
     * @return null if the value says that it has expired; the lease is abandoned
     * @throws RuntimeException if the value cannot be encoded or tells no valid TTL; the lease is abandoned
     */
    @Nullable
    Fill fillOf(EntryAddress address, LeaseReply.Granted lease, @Nullable Object value) {
        byte[] bytes;
        long ttlMillis;
        try {
            bytes = format.encode(address, value);
            ttlMillis = options.ttlMillis(value);
        } catch (RuntimeException | Error e) {
            abandon(List.of(new LeasedEntry(address, lease.token())));
            throw e;
        }
        if (ttlMillis == 0) {
            abandon(List.of(new LeasedEntry(address, lease.token())));
            return null;
        }
        return new Fill(address, lease, bytes, storedMillis(ttlMillis));
    }

    /** Stores loaded values and ends their leases; the replies are not awaited. */
    void send(List<Fill> fills) {
        if (!fills.isEmpty()) {
            new FillQueue(BulkParts.storable(client, fills, Fill::address, fill -> fill.value().length)).begin();
        }
    }

    /**
     * Fills that are sent in parts, each with the time limit of an operation, and some of them at the same time: if all
     * were sent at once, the last of many would run out of time while the server stores the first ones.
     */
    private final class FillQueue {

        /** A part, and the action that tells later reads that it has ended. */
        private record Part(List<Fill> fills, Runnable answered) {}

        private final Queue<Part> waiting = new ConcurrentLinkedQueue<>();

        /** Registers all parts before the first one is sent, so that a read finds any of them. */
        FillQueue(List<List<Fill>> parts) {
            for (List<Fill> part : parts) {
                List<String> names =
                        part.stream().map(fill -> fill.address().redisKey()).toList();
                waiting.add(new Part(part, resources.unconfirmedFills().begin(names)));
            }
        }

        void begin() {
            for (int i = Math.min(BulkParts.window(client), waiting.size()); i > 0; i--) {
                sendNext();
            }
        }

        private void sendNext() {
            Part part = waiting.poll();
            if (part != null) {
                client.sendInBackground(CacheScripts.fill(client, part.fills()), (stored, failure, repeated) -> {
                    part.answered().run();
                    if (failure instanceof RedisUnavailableException) {
                        giveUp(part);
                    } else {
                        count(part, stored, repeated);
                        sendNext();
                    }
                });
            }
        }

        /** The second run of a repeated fill finds no lease any more, which does not mean that it was voided. */
        private void count(Part part, @Nullable Long stored, boolean repeated) {
            int fills = part.fills().size();
            stats.puts.add(stored == null ? 0 : stored);
            if (stored != null && stored < fills && !repeated) {
                stats.voidedFills.add(fills - stored);
            }
        }

        /** What could not be stored in time is not stored any more, and its leases are given back. */
        private void giveUp(Part unanswered) {
            List<LeasedEntry> leases = new ArrayList<>();
            for (Part part = unanswered; part != null; part = waiting.poll()) {
                part.answered().run();
                part.fills()
                        .forEach(fill -> leases.add(
                                new LeasedEntry(fill.address(), fill.lease().token())));
            }
            abandon(leases);
        }
    }

    /**
     * Ends the leases of a failed load. Stores the failure where the cache remembers failures and the entry did not
     * exist, for exactly the TTL of failures.
     */
    void endFailed(List<EntryLoad> loads, Throwable failure) {
        long rememberedMillis = options.errorTtlMillis();
        boolean remembers = rememberedMillis > 0 && !LoadRules.isInterrupt(failure);
        List<Fill> fills = new ArrayList<>();
        List<LeasedEntry> abandoned = new ArrayList<>();
        for (EntryLoad load : loads) {
            LeaseReply.Granted lease = load.lease();
            if (lease == null) {
                continue;
            }
            if (remembers && !lease.entryExisted()) {
                fills.add(new Fill(load.address(), lease, EntryFormat.encodeFailure(failure), rememberedMillis));
            } else {
                abandoned.add(new LeasedEntry(load.address(), lease.token()));
            }
        }
        send(fills);
        abandon(abandoned);
    }

    /** Ends leases without a value, so that another caller loads; the replies are not awaited. */
    void abandon(List<LeasedEntry> leases) {
        BulkParts.forEach(
                client,
                leases,
                LeasedEntry::address,
                part -> client.sendInBackground(CacheScripts.abandon(client, part)));
    }

    /** Ends the leases of refreshes that failed, so that no client refreshes these entries for a time. */
    void pause(String token, List<FailedRefresh> failed) {
        BulkParts.forEach(
                client,
                failed,
                FailedRefresh::address,
                part -> client.sendInBackground(CacheScripts.pause(client, token, part)));
    }

    /**
     * How long an entry is stored whose values are fresh for a time: shortened by the jitter, with the windows added.
     */
    long storedMillis(long ttlMillis) {
        double cut = options.jitter() * ThreadLocalRandom.current().nextDouble();
        return Math.max(1, ttlMillis - (long) (ttlMillis * cut)) + options.keptMillis();
    }
}
