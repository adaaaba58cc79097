/**
 * The suite {@code values}: blocking get and set of 100-byte values. Each subject is a
 * {@link io.github.dkredis.benchmarks.values.ValuesClient}, and {@code GetLoad} and {@code SetLoad} are the two
 * workloads.
 */
@NullMarked
package io.github.dkredis.benchmarks.values;

import org.jspecify.annotations.NullMarked;
