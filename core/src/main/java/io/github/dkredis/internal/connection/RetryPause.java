package io.github.dkredis.internal.connection;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait between attempts to connect: each pause is twice as long as the one before, up to a limit. */
final class RetryPause {

    private static final long FIRST_MILLIS = 10;
    private static final long LONGEST_MILLIS = 1_000;

    /** Rights that an ACL does not give today may be given any time, but a loss of messages stops nothing. */
    private static final long FIRST_REFUSED_MILLIS = 1_000;

    private static final long LONGEST_REFUSED_MILLIS = 30_000;

    private RetryPause() {}

    static long millis(int failures) {
        return randomized(FIRST_MILLIS, LONGEST_MILLIS, failures);
    }

    /** The pause after a failure of a kind of connection. */
    static long millis(ConnectionKind kind, int failures, RedisUnavailableException failure) {
        boolean refused = kind == ConnectionKind.PUSH && failure.reason() == Reason.AUTHENTICATION;
        return refused ? randomized(FIRST_REFUSED_MILLIS, LONGEST_REFUSED_MILLIS, failures - 1) : millis(failures);
    }

    /** Random, so that not all clients reconnect at the same moment. */
    private static long randomized(long first, long longest, int doublings) {
        long most = Math.min(longest, first << Math.min(Math.max(doublings, 0), 10));
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2);
    }
}
