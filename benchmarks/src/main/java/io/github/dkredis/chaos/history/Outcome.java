package io.github.dkredis.chaos.history;

/** How an operation ended for its caller. */
public enum Outcome {
    /** It was answered; a denial is an answer too. */
    OK,
    /** It threw an exception which says that it did not run, or that running it again does no harm. */
    FAILED,
    /** It threw the exception which says that it ran once or not at all. */
    UNKNOWN
}
