package io.github.dkredis.testkit;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reply that the server still owes to a request.
 *
 * @param command the request's command, in lower case
 * @param messages how many messages answer it: a subscription is confirmed by one push message per channel
 * @param fault the fault to inject into the reply, if any
 */
record ExpectedReply(String command, int messages, @Nullable Fault fault) {

    private static final Set<String> SUBSCRIPTIONS =
            Set.of("subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ssubscribe", "sunsubscribe");

    private static final Set<String> MESSAGES = Set.of("message", "pmessage", "smessage");

    static ExpectedReply to(Request request) {
        String command = request.command().toLowerCase(Locale.ROOT);
        int channels = SUBSCRIPTIONS.contains(command) ? request.words().size() - 1 : 1;
        return new ExpectedReply(command, Math.max(1, channels), null);
    }

    /** {@return whether a message whose first word is this belongs to a subscription rather than to another request} */
    static boolean isOfSubscription(String firstWord) {
        return SUBSCRIPTIONS.contains(firstWord) || MESSAGES.contains(firstWord);
    }

    ExpectedReply with(Fault fault) {
        return new ExpectedReply(command, messages, fault);
    }

    /** {@return what is still expected after the first of several messages, which has taken the fault} */
    ExpectedReply afterOne() {
        return new ExpectedReply(command, messages - 1, null);
    }

    boolean comesAsPush() {
        return SUBSCRIPTIONS.contains(command);
    }
}
