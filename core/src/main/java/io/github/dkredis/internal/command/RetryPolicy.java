package io.github.dkredis.internal.command;

/**
 * Whether a command whose reply was lost may be sent again. The package description of {@code internal} has the table.
 */
public enum RetryPolicy {
    /** Running the command twice has the same effect as running it once: reads, and writes designed that way. */
    IDEMPOTENT,
    /** A second run could lose or change what another client wrote in between. */
    NEVER
}
