/** Flame graphs: where the processor time of this JVM goes while workloads run. */
@NullMarked
package io.github.dkredis.benchmarks.flame;

import org.jspecify.annotations.NullMarked;
