/** The suite {@code pickle}: writing and reading five samples. */
@NullMarked
package io.github.dkredis.benchmarks.pickle;

import org.jspecify.annotations.NullMarked;
