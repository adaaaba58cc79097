package io.github.dkredis.cli;

import java.util.regex.Pattern;

/** Keeps what may be a password out of messages. */
final class Secrets {

    /** Greedy, because a password may itself hold an unescaped {@code @}. */
    private static final Pattern USER_INFO = Pattern.compile("://\\S*@");

    private Secrets() {}

    static String masked(String text) {
        return USER_INFO.matcher(text).replaceAll("://…@");
    }
}
