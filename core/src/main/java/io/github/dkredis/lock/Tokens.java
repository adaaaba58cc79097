package io.github.dkredis.lock;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Tokens of this client: {@code 99999999999.}, the client's twenty digits, and twelve of a count, never used again. To
 * Python's {@code float()} one is a time in the far future, so that its clock never decides.
 */
final class Tokens {

    private static final String FAR_FUTURE = "99999999999.";
    private static final int COUNT_DIGITS = 12;

    private final String prefix;
    private final AtomicLong count = new AtomicLong();

    Tokens(String clientId) {
        this.prefix = FAR_FUTURE + clientId;
    }

    String next() {
        String digits = Long.toString(count.incrementAndGet());
        return prefix + "0".repeat(COUNT_DIGITS - digits.length()) + digits;
    }

    /** The digits alone. */
    String nextDigits() {
        return next().substring(FAR_FUTURE.length());
    }

    boolean areOurs(String token) {
        return token.startsWith(prefix);
    }
}
