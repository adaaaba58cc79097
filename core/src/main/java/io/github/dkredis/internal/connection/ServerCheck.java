package io.github.dkredis.internal.connection;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import org.jspecify.annotations.Nullable;

/** Decides whether a server can be used, from what it has told about itself. */
final class ServerCheck {

    /** The oldest version that has every command this library uses; GETDEL came with it. */
    private static final int[] FLOOR = {6, 2};

    private ServerCheck() {}

    /** {@return why the server cannot be used, or null if it can} */
    static @Nullable RedisUnavailableException refusal(String address, ServerFacts facts, ExpectedServer expected) {
        if (facts.mode().equals("sentinel")) {
            return unsupported(
                    address + " is a Sentinel; connect through it with redis-sentinel://host:port#primary-name");
        }
        boolean ofCluster = facts.isOfCluster();
        if (ofCluster && expected == ExpectedServer.ONE_SERVER) {
            return unsupported(
                    address + " is a node of a Redis Cluster now, and was a single server when this client was"
                            + " made. Make a new client");
        }
        if (!ofCluster && expected.isOfCluster()) {
            return unsupported(address + " is not a node of a Redis Cluster, as the client expected");
        }
        if (isOlderThanFloor(facts.version())) {
            return unsupported(
                    address + " runs Redis " + facts.version() + "; dkredis needs Redis 6.2 or newer, or any Valkey");
        }
        return null;
    }

    /**
     * The refusal of a replica.
     *
     * @param primary the address that the replica names, or null if it is unknown
     */
    static RedisUnavailableException replica(String address, @Nullable String primary) {
        return new RedisUnavailableException(
                Reason.READ_ONLY,
                address + " is a read-only replica" + (primary == null ? "" : " of " + primary)
                        + "; nothing was changed. Connect to the primary, or through Sentinels",
                null);
    }

    /** The refusal of a replica that Sentinels named as the primary. */
    static RedisUnavailableException replicaNamedBySentinels(String address) {
        return new RedisUnavailableException(
                Reason.READ_ONLY,
                address + " is named as the primary by Sentinels, and is a read-only replica; nothing was changed."
                        + " A failover may be under way",
                null);
    }

    private static RedisUnavailableException unsupported(String message) {
        return new RedisUnavailableException(Reason.UNSUPPORTED_SERVER, message, null);
    }

    private static boolean isOlderThanFloor(String version) {
        String[] parts = version.split("\\.", 3);
        for (int i = 0; i < FLOOR.length; i++) {
            int part = i < parts.length && parts[i].matches("[0-9]{1,6}") ? Integer.parseInt(parts[i]) : 0;
            if (part != FLOOR[i]) {
                return part < FLOOR[i];
            }
        }
        return false;
    }
}
