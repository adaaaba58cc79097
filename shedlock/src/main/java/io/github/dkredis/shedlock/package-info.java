/** A lock provider for ShedLock on the mutex of dkredis. */
@NullMarked
package io.github.dkredis.shedlock;

import org.jspecify.annotations.NullMarked;
