package io.github.dkredis.website;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * What an attribute of an HTML element refers to.
 *
 * @param attribute the attribute's name
 * @param destination the address in it
 * @param use whether a browser loads the address with the page
 */
record HtmlReference(String attribute, String destination, Use use) {

    /** What a browser does with an address. */
    enum Use {
        /** The browser loads it when it shows the page. */
        FETCHED,
        /** The browser loads it when the reader asks for it. */
        FOLLOWED
    }

    /** In {@code srcset}, an address may be followed by a width or a density. */
    private static final Pattern CANDIDATE = Pattern.compile("([^\\s,]\\S*[^\\s,]|[^\\s,])(?:\\s+[^,]*)?(?:,|$)");

    /** {@return everything that an element refers to} */
    static List<HtmlReference> of(Element element) {
        List<HtmlReference> references = new ArrayList<>();
        if (element.hasAttr("href")) {
            Use use = element.normalName().equals("a") ? Use.FOLLOWED : Use.FETCHED;
            references.add(new HtmlReference("href", element.attr("href"), use));
        }
        for (String attribute : List.of("src", "poster", "data")) {
            if (element.hasAttr(attribute)) {
                references.add(new HtmlReference(attribute, element.attr(attribute), Use.FETCHED));
            }
        }
        if (element.hasAttr("srcset")) {
            CANDIDATE
                    .matcher(element.attr("srcset"))
                    .results()
                    .forEach(match -> references.add(new HtmlReference("srcset", match.group(1), Use.FETCHED)));
        }
        return references;
    }

    /** {@return whether a browser loads the address with the page} */
    boolean isFetched() {
        return use == Use.FETCHED;
    }
}
