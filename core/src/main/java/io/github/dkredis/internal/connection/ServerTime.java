package io.github.dkredis.internal.connection;

/**
 * A reading of the server's clock.
 *
 * @param sentAtNanos the moment of {@link System#nanoTime} before the request was sent; the server read its clock later
 * @param serverMicros the server's clock, in microseconds since 1970
 */
public record ServerTime(long sentAtNanos, long serverMicros) {}
