package io.github.dkredis.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the owner tokens of one client. A token is {@code 99999999999.}, then 32 digits: the client's number with 20,
 * and a count with 12. No token is used twice. Python's {@code float()} reads one as a time in the far future, so
 * Python's clock never decides that a lock has expired.
 */
public final class TokenSource {

    private static final String FAR_FUTURE = "99999999999.";
    private static final int COUNT_DIGITS = 12;

    private final String prefix;
    private final AtomicLong count = new AtomicLong();

    /**
     * Tokens of one client.
     *
     * @param clientId 20 digits
     */
    public TokenSource(String clientId) {
        this.prefix = FAR_FUTURE + clientId;
    }

    /** The next token. */
    public String next() {
        String digits = Long.toString(count.incrementAndGet());
        return prefix + "0".repeat(COUNT_DIGITS - digits.length()) + digits;
    }

    /** The 32 digits of the next token. */
    public String nextDigits() {
        return next().substring(FAR_FUTURE.length());
    }

    /** Whether this client made the token. */
    public boolean made(String token) {
        return token.startsWith(prefix);
    }
}
