/**
 * The suite {@code cache}: a stampede on one missing key ({@code StampedeLoad}), hits in this JVM ({@code NearLoad}),
 * hits in Redis ({@code FarLoad}) and misses ({@code MissLoad}). Each subject is a
 * {@link io.github.dkredis.benchmarks.cache.CacheClient} or a {@link io.github.dkredis.benchmarks.cache.NearClient}.
 */
@NullMarked
package io.github.dkredis.benchmarks.cache;

import org.jspecify.annotations.NullMarked;
