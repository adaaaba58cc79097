package io.github.dkredis.chaos.history;

/**
 * One line of a history. A worker writes what it saw; the process that runs the chaos adds faults and the end state.
 */
public sealed interface Observation {

    // ---- by workers

    /** An operation of a feature has ended. */
    record Call(Feature feature, Outcome outcome, Span span) implements Observation {}

    /** A step of a write that must not be repeated. A write without a second step ended unknown. */
    record Write(Feature feature, WriteStep step, String key, String id, Span span) implements Observation {}

    /** The steps of a {@link Write}. */
    enum WriteStep {
        /** It is about to be sent. */
        ATTEMPTED,
        /** The caller was told that it ran. */
        ACKNOWLEDGED,
        /** The caller was told that it did not run. */
        REFUSED
    }

    /** A {@code setMax} of a value was answered with the maximum. */
    record Maximum(String key, long value, long result, Span span) implements Observation {}

    /**
     * A stay inside a mutex, a slot of a semaphore, or a fetch.
     *
     * @param slot the slot of a semaphore, else 0
     * @param fence the fencing token, or 0 for a fetch, which has no token
     * @param believed whether the lease still said that it was held, after the end of the span
     */
    record Visit(Feature feature, String name, int slot, long fence, Span span, boolean believed)
            implements Observation {}

    /**
     * A write to a register outside Redis that accepts only fencing tokens greater than the last one.
     *
     * @param order the position of this write among all writes to this register
     * @param believed whether the lease still said that it was held, after the register had answered
     */
    record FencedWrite(String name, long fence, long order, boolean accepted, boolean believed, Span span)
            implements Observation {}

    /** A version was committed at the source, and the invalidation of the cache entry was acknowledged. */
    record Saved(String entry, long version, Span span) implements Observation {}

    /** A cache answered a version. */
    record Read(Feature feature, String entry, long version, Span span) implements Observation {}

    /** A rate limit or a cooldown admitted a caller. */
    record Admitted(Feature feature, String resource, Span span) implements Observation {}

    /** The worker did not run: it was stopped, or had no processor. */
    record Stalled(Span span) implements Observation {}

    /** What a worker has while its operations rest. */
    record Health(Phase phase, int threads, long heapBytes) implements Observation {}

    /** When a {@link Health} was measured. */
    enum Phase {
        BASELINE,
        FINAL
    }

    /** An operation threw something that is not an exception of the product. */
    record UnexpectedError(Feature feature, String error) implements Observation {}

    // ---- by the process that runs the chaos

    /** A fault was inflicted and ended. */
    record FaultEnded(String kind, String target, Span span) implements Observation {}

    /**
     * A primary acknowledged writes that its successor did not have, from the last moment at which the successor had
     * everything until the primary was demoted or gone.
     */
    record LostHistory(String primary, Span span) implements Observation {}

    /** The life of a worker; it survived if it was asked to end. */
    record Life(String worker, boolean survived, Span span) implements Observation {}

    /** What Redis holds at the end. */
    record Stored(String key, String content) implements Observation {}

    /** A key that has no TTL at the end. */
    record WithoutTtl(String key) implements Observation {}

    /** How many connections of a worker one server has at the end. */
    record Connections(String worker, String server, int count) implements Observation {}
}
