/**
 * The client, {@link io.github.dkredis.DkRedis}, and the exceptions and events that all features share.
 *
 * <p>Each feature has its own package. {@link io.github.dkredis.codec} converts values to bytes and back.
 */
@NullMarked
package io.github.dkredis;

import org.jspecify.annotations.NullMarked;
