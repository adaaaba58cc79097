package io.github.dkredis.chaos.history;

/**
 * An observation and the process that made it.
 *
 * @param process the worker's name, or {@code parent}
 */
public record Recorded<T extends Observation>(String process, T observation) {}
