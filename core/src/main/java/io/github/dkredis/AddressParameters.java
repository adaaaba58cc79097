package io.github.dkredis;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The parameters of a server's URI. One that would be ignored is refused. */
final class AddressParameters {

    private static final Set<String> KNOWN = Set.of("database", "verifypeer");

    /** Parameters of Lettuce that a setting of the builder replaces. */
    private static final Map<String, String> REPLACED = Map.of(
            "timeout", "the builder's timeout(Duration)",
            "clientname", "the builder's clientName(String)");

    private AddressParameters() {}

    /**
     * Checks the parameters. A message names only parameters that have a replacement, since what follows a question
     * mark may belong to a password that was not encoded.
     *
     * @throws IllegalArgumentException if one is unknown or would be ignored
     */
    static void check(String uri) {
        int begin = uri.lastIndexOf('?');
        if (begin < 0) {
            return;
        }
        int end = uri.indexOf('#', begin);
        String[] parameters =
                uri.substring(begin + 1, end < 0 ? uri.length() : end).split("&");
        Arrays.stream(parameters)
                .map(parameter -> parameter.split("=", 2)[0].toLowerCase(Locale.ROOT))
                .forEach(AddressParameters::checkName);
    }

    private static void checkName(String name) {
        String replacement = REPLACED.get(name);
        if (replacement != null) {
            throw new IllegalArgumentException(
                    "the parameter " + name + " of the Redis address has no effect here; use " + replacement);
        }
        if (!KNOWN.contains(name)) {
            throw new IllegalArgumentException("the Redis address has a parameter that is unknown; the known ones are"
                    + " database and verifyPeer, and a question mark in a password must be written as %3F");
        }
    }
}
