/**
 * Counts what does not depend on the machine: commands, round trips and allocated bytes per operation, loads per
 * stampede, attempts per update. {@link io.github.dkredis.benchmarks.guard.Guard} counts,
 * {@link io.github.dkredis.benchmarks.guard.Figures} are the counts as a text file, and
 * {@link io.github.dkredis.benchmarks.guard.Verdict} compares them with the committed ones.
 */
@NullMarked
package io.github.dkredis.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
