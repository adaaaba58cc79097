/** The suite {@code values}: blocking get and set of 100-byte values. */
@NullMarked
package io.github.dkredis.benchmarks.values;

import org.jspecify.annotations.NullMarked;
