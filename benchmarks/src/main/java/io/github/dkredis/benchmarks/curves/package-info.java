/**
 * Curves: how the rate of a feature changes with the number of threads, JVMs, keys, bytes of a value, or nodes of a
 * cluster. A {@link io.github.dkredis.benchmarks.curves.Curve} names what varies; each of its points is measured side
 * by side with another library. The clients here do the same as those of the other suites, but on any number of keys.
 */
@NullMarked
package io.github.dkredis.benchmarks.curves;

import org.jspecify.annotations.NullMarked;
