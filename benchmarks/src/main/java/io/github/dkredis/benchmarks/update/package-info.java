/**
 * The suite {@code update}: a counter that is changed by a function of the caller. Each subject is an
 * {@link io.github.dkredis.benchmarks.update.UpdateClient}, and {@code UpdateLoad} is the workload.
 */
@NullMarked
package io.github.dkredis.benchmarks.update;

import org.jspecify.annotations.NullMarked;
