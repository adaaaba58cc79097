package io.github.dkredis.cli;

import java.util.regex.Pattern;

/** Keeps passwords out of messages. */
final class Secrets {

    /** Greedy, because a password may contain an unescaped {@code @}. */
    private static final Pattern USER_INFO = Pattern.compile("://\\S*@");

    private Secrets() {}

    static String masked(String text) {
        return USER_INFO.matcher(text).replaceAll("://…@");
    }
}
