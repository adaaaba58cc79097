package io.github.dkredis.chaos.nemesis;

import java.time.Duration;

/**
 * A fault of a schedule.
 *
 * @param start from the begin of the schedule
 * @param length how long it lasts
 * @param pick a number from which the target is chosen among those that exist at the time; not negative
 */
public record PlannedFault(FaultKind kind, Duration start, Duration length, int pick) {}
