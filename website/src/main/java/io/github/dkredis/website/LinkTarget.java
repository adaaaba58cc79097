package io.github.dkredis.website;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a link leads, seen from the file that contains it. */
sealed interface LinkTarget {

    /** A path of the project or of the site, and the anchor in that file if the link names one. */
    record Internal(String path, @Nullable String anchor) implements LinkTarget {}

    /** An address with a scheme or a host. */
    record External(String address) implements LinkTarget {}

    /** What no browser finds, with the reason. */
    record Invalid(String reason) implements LinkTarget {}

    /** A scheme such as {@code https:} or the two slashes before a host. */
    Pattern EXTERNAL = Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:|//).*", Pattern.DOTALL);

    /** {@return the target of a link with this destination in this file} */
    static LinkTarget of(String file, String destination) {
        if (destination.isEmpty()) {
            return new Invalid("the link is empty");
        }
        if (EXTERNAL.matcher(destination).matches()) {
            return new External(destination);
        }
        if (destination.startsWith("/")) {
            return new Invalid("the path is absolute; only a relative one works wherever the pages are");
        }
        int hash = destination.indexOf('#');
        String path = hash < 0 ? destination : destination.substring(0, hash);
        String anchor = hash < 0 ? null : destination.substring(hash + 1);
        try {
            String decoded = decode(path);
            return resolve(file, decoded, anchor == null ? null : decode(anchor));
        } catch (IllegalArgumentException malformed) {
            return new Invalid("an escape with % is malformed");
        }
    }

    private static LinkTarget resolve(String file, String path, @Nullable String anchor) {
        if (path.isEmpty()) {
            return new Internal(file, anchor);
        }
        Deque<String> segments = new ArrayDeque<>(SitePath.segments(SitePath.folder(file)));
        for (String segment : SitePath.segments(path)) {
            switch (segment) {
                case "." -> {}
                case ".." -> {
                    if (segments.pollLast() == null) {
                        return new Invalid("the path leaves the project");
                    }
                }
                default -> segments.addLast(segment);
            }
        }
        return new Internal(String.join("/", segments), anchor);
    }

    private static String decode(String text) {
        // In a path, unlike in a form, a plus sign means itself.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
