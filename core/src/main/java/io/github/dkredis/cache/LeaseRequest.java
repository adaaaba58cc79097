package io.github.dkredis.cache;

import io.github.dkredis.internal.Utf8;

/**
 * A request for a fill lease, as the script {@code lookup} takes it.
 *
 * @param token the caller's token
 * @param leaseMillis how long the lease stands if it is granted
 * @param notifiedClient the number of the client to notify of changes; empty for a refresh, which does not wait
 * @param acceptedMillis the caller accepts an existing entry with more TTL left than this, in milliseconds; empty if it
 *     accepts none
 */
record LeaseRequest(String token, long leaseMillis, byte[] notifiedClient, byte[] acceptedMillis) {

    private static final byte[] NONE = new byte[0];

    /** For a missing entry; one that another client has stored meanwhile is accepted. */
    static LeaseRequest missing(String token, long leaseMillis, byte[] client, long acceptedMillis) {
        return new LeaseRequest(token, leaseMillis, client, Utf8.ascii(acceptedMillis));
    }

    /** For an entry that exists and cannot be used. */
    static LeaseRequest replacing(String token, long leaseMillis, byte[] client) {
        return new LeaseRequest(token, leaseMillis, client, NONE);
    }

    /** For an entry that is still served. */
    static LeaseRequest refreshing(String token, long leaseMillis) {
        return new LeaseRequest(token, leaseMillis, NONE, NONE);
    }
}
