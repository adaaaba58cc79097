/**
 * The door and what all features share: {@link io.github.dkredis.DkRedisException} and its leaves.
 *
 * <p>Each feature has a package of its own; how bytes become values is {@link io.github.dkredis.codec}.
 */
@NullMarked
package io.github.dkredis;

import org.jspecify.annotations.NullMarked;
