/** The suite {@code memory}: what a waiting lock, an entry of a near cache and an idle client keep alive. */
@NullMarked
package io.github.dkredis.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
