package io.github.dkredis.lock;

/**
 * What a token asks for.
 *
 * @param token the token
 * @param permits the number of permits
 * @param leaseMillis the lease
 */
record PermitClaim(String token, int permits, long leaseMillis) {}
