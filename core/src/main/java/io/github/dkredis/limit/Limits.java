package io.github.dkredis.limit;

import io.github.dkredis.internal.connection.Client;

/**
 * Makes the limits of one client. All its rate limiters share the known denials and the batches of waiting callers.
 *
 * @hidden
 */
public final class Limits {

    private final Client client;
    private final DenialCache denials = new DenialCache();
    private final RateLimitBatcher batcher;
    private final Cooldown cooldown;

    /** Called by {@code DkRedis} only. */
    @SuppressWarnings("exports")
    public Limits(Client client) {
        this.client = client;
        this.batcher = new RateLimitBatcher(client);
        this.cooldown = new Cooldown(client);
    }

    /** See {@code DkRedis.rateLimiter}. */
    public RateLimiter rateLimiter(String resource, Rate rate) {
        return RateLimiter.of(client, denials, batcher).and(resource, rate);
    }

    /** See {@code DkRedis.cooldown}. */
    public Cooldown cooldown() {
        return cooldown;
    }
}
