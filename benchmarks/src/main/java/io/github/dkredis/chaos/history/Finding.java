package io.github.dkredis.chaos.history;

/**
 * Something in a history that a rule does not allow.
 *
 * @param text what happened, in a sentence with names and numbers
 */
public record Finding(Feature feature, Verdict verdict, String text) {

    /** What follows from a finding. */
    public enum Verdict {
        /** The product broke its promise. */
        VIOLATION,
        /** A primary that was demoted or killed lost what it had acknowledged; Redis itself allows this. */
        LOST_BY_FAILOVER
    }

    static Finding violation(Feature feature, String text) {
        return new Finding(feature, Verdict.VIOLATION, text);
    }

    static Finding lost(Feature feature, String text) {
        return new Finding(feature, Verdict.LOST_BY_FAILOVER, text);
    }
}
