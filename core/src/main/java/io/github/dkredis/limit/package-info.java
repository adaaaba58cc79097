/**
 * Limits that all processes with the same Redis share: {@link io.github.dkredis.limit.RateLimiter} ("a hundred a
 * minute, ten at once") and {@link io.github.dkredis.limit.Cooldown} ("not more often than every 15 seconds"). Each is
 * one script on the server's clock; neither uses a lock, a timer or a message.
 */
@NullMarked
package io.github.dkredis.limit;

import org.jspecify.annotations.NullMarked;
