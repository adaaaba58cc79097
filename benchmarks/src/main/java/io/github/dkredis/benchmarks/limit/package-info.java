/**
 * The suite {@code limit}: what a permit of a rate limiter costs, from one resource and from many, and what a refusal
 * costs. Each subject is a {@link io.github.dkredis.benchmarks.limit.LimitClient}.
 */
@NullMarked
package io.github.dkredis.benchmarks.limit;

import org.jspecify.annotations.NullMarked;
