package io.github.dkredis.cache;

import io.github.dkredis.internal.Utf8;

/**
 * A request for fill leases, as the script {@code lookup} takes it.
 *
 * @param token the caller's token
 * @param leaseMillis how long a lease stands if it is granted
 * @param notifiedClient the number of the client to notify of changes
 * @param acceptedMillis the caller accepts an existing entry with more TTL left than this, in milliseconds; empty if it
 *     accepts none
 */
record LeaseRequest(String token, long leaseMillis, byte[] notifiedClient, byte[] acceptedMillis) {

    private static final byte[] NONE = new byte[0];

    /** For missing entries; one that another client has stored meanwhile is accepted. */
    static LeaseRequest missing(String token, byte[] clientId, CacheOptions options) {
        return new LeaseRequest(token, options.fillLeaseMillis(), clientId, Utf8.ascii(options.staleOnErrorMillis()));
    }

    /** For entries that exist and cannot be used. */
    static LeaseRequest replacing(String token, byte[] clientId, CacheOptions options) {
        return new LeaseRequest(token, options.fillLeaseMillis(), clientId, NONE);
    }
}
