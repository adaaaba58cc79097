package io.github.dkredis.internal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Failures on their way from a future to a caller. */
public final class Failures {

    private Failures() {}

    /** What a future failed with, without the wrapping of {@code java.util.concurrent}. */
    public static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * Throws anything unchanged, checked exceptions of the caller's own code too.
     *
     * @param <X> what the compiler is told
     * @return never
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public static <X extends Throwable> X sneaky(Throwable failure) throws X {
        throw (X) failure;
    }
}
