package io.github.dkredis.website;

import io.github.dkredis.website.MarkdownPage.PageHeading;
import io.github.dkredis.website.Navigation.Group;
import io.github.dkredis.website.Navigation.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;

/**
 * Puts the text of a page into the frame of the site: header, navigation, table of contents, next and previous page.
 */
final class PageLayout {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

    private final String template;
    private final Navigation navigation;
    private final List<ApiDocs> apiDocs;

    PageLayout(String template, Navigation navigation, List<ApiDocs> apiDocs) {
        this.template = template;
        this.navigation = navigation;
        this.apiDocs = apiDocs;
    }

    /** {@return the finished HTML of a Markdown page} */
    String page(MarkdownPage page, Element body) {
        String sitePath = SiteLayout.page(page.path()).sitePath();
        String contents = contents(page);
        Element title = body.selectFirst("h1");
        if (title != null && !contents.isEmpty()) {
            title.after("<details class=\"contents-here\"><summary>On this page</summary>" + contents + "</details>");
        }
        return fill(new Frame(sitePath, page.title(), aside(contents), turning(page.path(), sitePath)), body);
    }

    /** {@return the finished HTML of a page that has no place in the navigation} */
    String plain(String sitePath, String title, Element body) {
        return fill(new Frame(sitePath, title, "", ""), body);
    }

    private record Frame(String sitePath, String title, String contents, String turning) {}

    private String fill(Frame frame, Element body) {
        String root = SitePath.toTop(frame.sitePath());
        String name = frame.title().equals("dkredis") ? "dkredis" : frame.title() + " · dkredis";
        Map<String, String> values = Map.of(
                "root", root,
                "title", escape(name),
                "scripts", scripts(root, body),
                "navigation", links(frame.sitePath()),
                "contents", frame.contents(),
                "body", body.html(),
                "turning", frame.turning());
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), match.group())));
    }

    /** Only the pages that need one of the larger scripts load it. */
    private static String scripts(String root, Element body) {
        StringBuilder scripts = new StringBuilder();
        if (!body.select("pre > code[class]").isEmpty()) {
            scripts.append(script(root, "highlight.js"));
        }
        if (!body.select("pre.mermaid").isEmpty()) {
            scripts.append(script(root, "mermaid.js"));
        }
        return scripts.toString();
    }

    private static String script(String root, String name) {
        return "<script defer src=\"" + root + Resources.FOLDER + "/" + name + "\"></script>\n";
    }

    private String links(String sitePath) {
        StringBuilder html = new StringBuilder();
        for (Group group : navigation.groups()) {
            html.append("<h2>").append(escape(group.title())).append("</h2>\n<ul>\n");
            for (Item item : group.items()) {
                String target = SiteLayout.page(item.path()).sitePath();
                html.append("<li>").append(link(sitePath, target, item.label())).append("</li>\n");
            }
            html.append("</ul>\n");
        }
        if (!apiDocs.isEmpty()) {
            html.append("<h2>API</h2>\n<ul>\n");
            for (ApiDocs docs : apiDocs) {
                html.append("<li>")
                        .append(link(sitePath, docs.sitePath(), docs.module()))
                        .append("</li>\n");
            }
            html.append("</ul>\n");
        }
        return html.toString();
    }

    private static String contents(MarkdownPage page) {
        List<String> entries = new ArrayList<>();
        for (PageHeading heading : page.headings()) {
            if (heading.level() == 2 || heading.level() == 3) {
                entries.add("<li class=\"level" + heading.level() + "\"><a href=\"#" + escape(heading.anchor()) + "\">"
                        + escape(heading.text()) + "</a></li>\n");
            }
        }
        return entries.size() < 2 ? "" : "<ul>\n" + String.join("", entries) + "</ul>\n";
    }

    /** On a wide screen the table of contents is beside the text, and the one below the title is hidden. */
    private static String aside(String contents) {
        return contents.isEmpty()
                ? ""
                : "<nav class=\"contents\" aria-label=\"On this page\">\n<h2>On this page</h2>\n" + contents
                        + "</nav>\n";
    }

    private String turning(String path, String sitePath) {
        String links = turn(sitePath, navigation.before(path), "prev", "Previous")
                + turn(sitePath, navigation.after(path), "next", "Next");
        return links.isEmpty()
                ? ""
                : "<nav class=\"turning\" aria-label=\"Previous and next page\">\n" + links + "</nav>\n";
    }

    private static String turn(String sitePath, Optional<Item> neighbour, String relation, String name) {
        return neighbour
                .map(item -> "<a rel=\"" + relation + "\" href=\""
                        + SitePath.relative(
                                sitePath, SiteLayout.page(item.path()).sitePath()) + "\"><span>" + name
                        + "</span>" + escape(item.label()) + "</a>\n")
                .orElse("");
    }

    private static String link(String from, String to, String label) {
        String current = from.equals(to) ? " aria-current=\"page\"" : "";
        return "<a href=\"" + SitePath.relative(from, to) + "\"" + current + ">" + escape(label) + "</a>";
    }

    private static String escape(String text) {
        return Entities.escape(text).replace("\"", "&quot;");
    }
}
