/** Atomic changes of single keys: {@link io.github.dkredis.atomic.Atomics}. */
@NullMarked
package io.github.dkredis.atomic;

import org.jspecify.annotations.NullMarked;
