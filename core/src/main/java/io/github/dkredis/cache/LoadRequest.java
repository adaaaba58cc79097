package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;

/**
 * What the caller of a {@code get} with a loader wants, while it leads a flight.
 *
 * @param loader may run more than once
 * @param deadlineNanos the moment of {@link System#nanoTime} until which the caller waits for loads of other clients
 */
record LoadRequest(Flight flight, EntryAddress address, Operation<?> loader, long deadlineNanos) {}
