/** Runs contenders side by side: warm-up, windows in alternating order, what they cost in time, memory and commands. */
@NullMarked
package io.github.dkredis.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
