package io.github.dkredis.internal.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a cluster's node that does not serve a slot: nothing ran, and another node is to be asked.
 *
 * @param kind whether the slot has moved, or is being moved at the moment
 * @param slot the slot
 * @param host the other node's host; null if the node does not know it, which means its own host
 * @param port the other node's port
 */
public record Redirection(Kind kind, int slot, @Nullable String host, int port) {

    private static final Pattern FORM = Pattern.compile("(MOVED|ASK) (\\d{1,5}) (\\S*):(\\d{1,5})\\s*");

    /** What a node says about a slot. */
    public enum Kind {
        /** Another node serves the slot from now on. */
        MOVED,
        /** The slot is being moved, and the key may be on the other node already: this one command goes there. */
        ASK
    }

    /** Reads an error reply; null if it is another error. */
    static @Nullable Redirection parse(String error) {
        if (!error.startsWith("MOVED ") && !error.startsWith("ASK ")) {
            return null;
        }
        Matcher matcher = FORM.matcher(error);
        if (!matcher.matches()) {
            return null;
        }
        String host = matcher.group(3);
        return new Redirection(
                Kind.valueOf(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                host.isEmpty() || host.equals("?") ? null : host,
                Integer.parseInt(matcher.group(4)));
    }
}
