package io.github.dkredis.website;

import io.github.dkredis.website.MarkdownPage.PageHeading;
import io.github.dkredis.website.SiteLayout.Place;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.commonmark.node.Node;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Makes the text of a page from Markdown: its HTML with the links of the site. */
final class PageRenderer {

    private final SiteLayout layout;
    private final Set<Place> used = new LinkedHashSet<>();

    PageRenderer(SiteLayout layout) {
        this.layout = layout;
    }

    /** {@return the HTML of a page's text} */
    Element render(MarkdownPage page) {
        IdentityHashMap<Node, String> anchors = new IdentityHashMap<>();
        for (PageHeading heading : page.headings()) {
            anchors.put(heading.node(), heading.anchor());
        }
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(MarkdownReader.EXTENSIONS)
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    String anchor = anchors.get(node);
                    if (anchor != null) {
                        attributes.put("id", anchor);
                    }
                })
                .build();
        Document html = Jsoup.parseBodyFragment(renderer.render(page.document()));
        html.outputSettings().prettyPrint(false);
        Element body = html.body();
        rewriteReferences(page.path(), body);
        body.select("h2[id], h3[id], h4[id], h5[id], h6[id]").forEach(PageRenderer::addSelfLink);
        body.select("pre > code.language-mermaid").forEach(PageRenderer::showDiagram);
        body.select("pre:not(.mermaid)").attr("tabindex", "0"); // so that the keyboard scrolls a wide one
        body.select("img[src]:not(a img)").forEach(PageRenderer::addEnlargement);
        for (Element table : body.select("table")) {
            table.wrap("<div class=\"scroll\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"></div>");
        }
        return body;
    }

    /** {@return everything in the project that the pages so far refer to} */
    Set<Place> used() {
        return used;
    }

    private void rewriteReferences(String path, Element body) {
        String here = SiteLayout.page(path).sitePath();
        for (Element element : body.getAllElements()) {
            for (HtmlReference reference : HtmlReference.of(element)) {
                LinkTarget target = LinkTarget.of(path, reference.destination());
                if (target instanceof LinkTarget.Internal internal) {
                    address(here, internal).ifPresent(address -> replace(element, reference, address));
                } else if (target instanceof LinkTarget.External && !reference.isFetched()) {
                    element.attr("rel", "noreferrer").addClass("external");
                }
            }
        }
    }

    private Optional<String> address(String here, LinkTarget.Internal target) {
        // A dead link stays as it is, and HtmlCheck finds it.
        return layout.find(target.path()).map(place -> {
            used.add(place);
            boolean isSamePage = place.sitePath().equals(here) && target.anchor() != null;
            String address = isSamePage ? "" : SitePath.relative(here, place.sitePath());
            return target.anchor() == null ? address : address + "#" + target.anchor();
        });
    }

    private static void replace(Element element, HtmlReference reference, String address) {
        String value = element.attr(reference.attribute());
        // A srcset has several addresses with sizes between them.
        element.attr(
                reference.attribute(),
                reference.attribute().equals("srcset") ? value.replace(reference.destination(), address) : address);
    }

    private static void addSelfLink(Element heading) {
        heading.appendElement("a")
                .addClass("anchor")
                .attr("href", "#" + heading.id())
                .attr("aria-label", "Link to this section")
                .text("#");
    }

    /** On a narrow screen a chart is small, so a click shows it alone. */
    private static void addEnlargement(Element image) {
        Element link = new Element("a").attr("href", image.attr("src"));
        Element parent = image.parent();
        Element shown = parent != null && parent.normalName().equals("picture") ? parent : image;
        shown.replaceWith(link);
        link.appendChild(shown);
    }

    private static void showDiagram(Element code) {
        Element block = code.parent();
        if (block != null) {
            block.addClass("mermaid").text(code.wholeText());
        }
    }
}
