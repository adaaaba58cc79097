package io.github.dkredis.website;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the search finds: the sections of all pages. It is written as a script that sets a variable, since a page that
 * was opened from a file may load scripts and nothing else.
 */
final class SearchIndex {

    /** The script, in the folder of the other ones. */
    static final String FILE = "search-index.js";

    /**
     * A section from its heading to the next one.
     *
     * @param url where it is, from the top of the site
     * @param page the name of its page in the navigation
     * @param heading its own heading, or the title of the page for what stands before the first section
     * @param text what a reader sees of it
     */
    record Section(String url, String page, String heading, String text) {}

    private final List<Section> sections = new ArrayList<>();

    /** Adds the sections of a page, which has this name in the navigation. */
    void add(MarkdownPage page, String name, Element body) {
        Splitter splitter = new Splitter(page, name);
        body.traverse(splitter);
        splitter.endSection();
    }

    /** {@return all sections so far} */
    List<Section> sections() {
        return sections;
    }

    /** {@return the script} */
    String script() {
        return "window.dkredisSearchIndex = " + new JsonMapper().writeValueAsString(sections) + ";\n";
    }

    private final class Splitter implements NodeVisitor {
        private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");

        private final String sitePath;
        private final String title;
        private final String name;
        private final StringBuilder text = new StringBuilder();
        private String url;
        private String heading;

        /** The heading or the diagram around the current node, whose words do not belong to the section's text. */
        private @Nullable Element leftOut;

        Splitter(MarkdownPage page, String name) {
            this.sitePath = SiteLayout.page(page.path()).sitePath();
            this.title = page.title();
            this.name = name;
            this.url = sitePath;
            this.heading = title;
        }

        @Override
        public void head(Node node, int depth) {
            if (leftOut != null) {
                return;
            }
            if (node instanceof TextNode words) {
                text.append(words.getWholeText());
            } else if (node instanceof Element element) {
                if (HEADINGS.contains(element.normalName())) {
                    endSection();
                    beginSection(element);
                    leftOut = element;
                } else if (element.hasClass("mermaid")) {
                    leftOut = element;
                } else {
                    separateWords(element);
                }
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node == leftOut) {
                leftOut = null;
            } else if (node instanceof Element element) {
                separateWords(element);
            }
        }

        void endSection() {
            String words = text.toString().replaceAll("\\s+", " ").strip();
            text.setLength(0);
            if (!words.isEmpty() || !url.equals(sitePath)) {
                sections.add(new Section(url, name, heading, words));
            }
        }

        private void beginSection(Element element) {
            Element copy = element.clone();
            copy.select("a.anchor").remove();
            heading = copy.text();
            boolean isTitle = element.normalName().equals("h1") && heading.equals(title);
            url = isTitle ? sitePath : sitePath + "#" + element.id();
        }

        private void separateWords(Element element) {
            if (element.isBlock() || element.normalName().equals("br")) {
                text.append(' ');
            }
        }
    }
}
