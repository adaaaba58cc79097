package io.github.dkredis.chaos.nemesis;

import java.time.Duration;

/**
 * A fault of a schedule.
 *
 * @param pause how long after the end of the fault before it
 * @param length how long it lasts
 * @param pick a number from which the target is chosen among the possible targets at the time; not negative
 */
public record PlannedFault(FaultKind kind, Duration pause, Duration length, int pick) {}
