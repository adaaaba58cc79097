package io.github.dkredis.internal;

/** Whether a command whose reply was lost may be sent again. The table is in the package's description. */
public enum Repeat {
    /** Running it twice is the same as running it once: reads, and writes that are so by design. */
    HARMLESS,
    /** Running it twice could lose or change what another client wrote in between. */
    NEVER
}
