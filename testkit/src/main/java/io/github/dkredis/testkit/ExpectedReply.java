package io.github.dkredis.testkit;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a request on its way.
 *
 * @param command what was asked, in small letters
 * @param messages how many messages answer it: those of a subscription are push messages, one a channel
 * @param fault what is to happen to it
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

    /** Whether a message that begins so comes from a subscription and not from another request. */
    static boolean isOfSubscription(String head) {
        return SUBSCRIPTIONS.contains(head) || MESSAGES.contains(head);
    }

    ExpectedReply with(Fault fault) {
        return new ExpectedReply(command, messages, fault);
    }

    ExpectedReply afterOne() {
        return new ExpectedReply(command, messages - 1, null);
    }

    boolean comesAsPush() {
        return SUBSCRIPTIONS.contains(command);
    }
}
