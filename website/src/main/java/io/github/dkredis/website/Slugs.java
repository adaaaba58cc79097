package io.github.dkredis.website;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The anchors of one page's headings, by GitHub's rules, so that a link to a heading works there and in the site: lower
 * case; letters, digits, hyphens and underscores stay, blanks become hyphens, everything else disappears; an anchor
 * that the page already has gets a number.
 */
final class Slugs {

    private static final Pattern REMOVED = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{Pc}\\- ]");

    private final Set<String> given = new HashSet<>();
    private final Map<String, Integer> repeated = new HashMap<>();

    /** {@return the anchor of the page's next heading, from the heading's text without markup} */
    String next(String heading) {
        String base = REMOVED.matcher(heading.strip().toLowerCase(Locale.ROOT))
                .replaceAll("")
                .replace(' ', '-');
        String anchor = base;
        // A heading may itself end like a numbered anchor, so count on until the anchor is new.
        while (!given.add(anchor)) {
            anchor = base + "-" + repeated.merge(base, 1, Integer::sum);
        }
        return anchor;
    }
}
