/**
 * The suites {@code mutex} and {@code mutex-kill}: what a lock that all threads share costs, how fair it is, and how
 * long others stall when a process that holds it or waits for it is killed.
 *
 * <p>Each subject is a {@link io.github.dkredis.benchmarks.mutex.MutexClient}. Loads enter a
 * {@link io.github.dkredis.benchmarks.mutex.CriticalSection}, which finds violations of mutual exclusion between JVMs.
 */
@NullMarked
package io.github.dkredis.benchmarks.mutex;

import org.jspecify.annotations.NullMarked;
