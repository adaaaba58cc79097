/** The suite {@code semaphore}: permits that threads of several JVMs share. */
@NullMarked
package io.github.dkredis.benchmarks.semaphore;

import org.jspecify.annotations.NullMarked;
