/** The suite {@code startup}: how long a fresh JVM needs for its first answer. */
@NullMarked
package io.github.dkredis.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
