package io.github.dkredis.internal.command;

import org.jspecify.annotations.Nullable;

/**
 * An error reply.
 *
 * @param error its text
 * @param times how often the server has refused the command so far
 */
record Refusal(String error, int times) {

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    private static final int MAX_DOUBLINGS = 10;

    static Refusal after(@Nullable Refusal last, String error) {
        return new Refusal(error, last == null ? 1 : last.times + 1);
    }

    /** How long to wait before the command is sent again: each time twice as long, up to a limit. */
    long pauseMillis() {
        return Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(times - 1, MAX_DOUBLINGS));
    }

    DeferredException exception(Request<?> request) {
        return new DeferredException(() -> ServerErrors.exception(request, error));
    }
}
