package io.github.dkredis.pickle;

/**
 * The settings of a {@link Pickle}.
 *
 * @param cyclesAllowed whether containers may contain themselves, and keep their identity
 */
record PickleOptions(PickleLimits limits, PickleConverter converter, boolean cyclesAllowed, TimePrecision precision) {}
