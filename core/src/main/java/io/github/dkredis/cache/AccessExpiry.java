package io.github.dkredis.cache;

import io.github.dkredis.internal.connection.Client;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Expiry after access: restarts the TTL of an entry that was read, once a tenth of it has passed. So an entry that is
 * read all the time costs one extension per tenth of its TTL and not one per read.
 */
final class AccessExpiry {

    private final Client client;
    private final CacheOptions options;
    private final byte[] failureMark;

    /** The entries whose extension is under way, which further readers leave alone. */
    private final Set<String> extending = ConcurrentHashMap.newKeySet();

    AccessExpiry(CacheContext context) {
        this.client = context.client();
        this.options = context.options();
        this.failureMark = context.format().failureMark();
    }

    /** Extends the TTL of an entry that was read, if it is due; the reply is not awaited. */
    void wasRead(EntryAddress address, ReadResult result) {
        if (!options.expiresAfterAccess() || result.kind() != ReadResult.Kind.FRESH || !result.isValue()) {
            return;
        }
        long ttlMillis = options.ttlMillis(result.value());
        long dueMillis = ttlMillis - ttlMillis / 10;
        if (result.freshMillis() < dueMillis && extending.add(address.redisKey())) {
            long keptMillis = options.keptMillis();
            client.sendInBackground(
                    CacheScripts.extend(
                            client, address, ttlMillis + keptMillis, keptMillis, failureMark, dueMillis + keptMillis),
                    (reply, failure, repeated) -> extending.remove(address.redisKey()));
        }
    }
}
