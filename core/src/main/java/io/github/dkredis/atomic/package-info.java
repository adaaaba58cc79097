/**
 * Atomic changes of one key: {@link io.github.dkredis.atomic.Atomics}, and the same without blocking: {@link
 * io.github.dkredis.atomic.AsyncAtomics}.
 */
@NullMarked
package io.github.dkredis.atomic;

import org.jspecify.annotations.NullMarked;
