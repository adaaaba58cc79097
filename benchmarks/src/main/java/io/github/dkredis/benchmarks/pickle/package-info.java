/**
 * The suite {@code pickle}: the processor time of writing and reading five samples, in
 * {@link io.github.dkredis.benchmarks.pickle.Format}s of this JVM and in a
 * {@link io.github.dkredis.benchmarks.pickle.CPython} process.
 */
@NullMarked
package io.github.dkredis.benchmarks.pickle;

import org.jspecify.annotations.NullMarked;
