/** The suite {@code cache}: stampedes, hits in the JVM and in Redis, misses. */
@NullMarked
package io.github.dkredis.benchmarks.cache;

import org.jspecify.annotations.NullMarked;
