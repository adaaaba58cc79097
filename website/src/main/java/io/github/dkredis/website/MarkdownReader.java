package io.github.dkredis.website;

import io.github.dkredis.website.MarkdownPage.Kind;
import io.github.dkredis.website.MarkdownPage.PageHeading;
import io.github.dkredis.website.MarkdownPage.Reference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** Parses Markdown as GitHub does: CommonMark with tables, struck text and bare addresses as links. */
final class MarkdownReader {

    /** What the parser understands beyond CommonMark; a renderer needs the same. */
    static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), StrikethroughExtension.create(), AutolinkExtension.create());

    private final Parser parser = Parser.builder()
            .extensions(EXTENSIONS)
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();

    /** {@return the page that a file contains} */
    MarkdownPage read(String path, String markdown) {
        Node document = parser.parse(markdown);
        Collector collector = new Collector();
        document.accept(collector);
        String title =
                collector.headings.isEmpty() ? path : collector.headings.get(0).text();
        return new MarkdownPage(
                path,
                title,
                document,
                List.copyOf(collector.headings),
                Set.copyOf(collector.anchors),
                List.copyOf(collector.references));
    }

    private static final class Collector extends AbstractVisitor {
        private final Slugs slugs = new Slugs();
        private final List<PageHeading> headings = new ArrayList<>();
        private final Set<String> anchors = new LinkedHashSet<>();
        private final List<Reference> references = new ArrayList<>();

        @Override
        public void visit(Heading heading) {
            PlainText text = new PlainText();
            heading.accept(text);
            String anchor = slugs.next(text.toString());
            headings.add(new PageHeading(heading, heading.getLevel(), text.toString(), anchor));
            anchors.add(anchor);
            visitChildren(heading);
        }

        @Override
        public void visit(Link link) {
            references.add(new Reference(link.getDestination(), line(link), Kind.LINK));
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            references.add(new Reference(image.getDestination(), line(image), Kind.IMAGE));
            visitChildren(image);
        }

        @Override
        public void visit(HtmlBlock block) {
            addHtml(block.getLiteral(), line(block));
        }

        @Override
        public void visit(HtmlInline inline) {
            addHtml(inline.getLiteral(), line(inline));
        }

        private void addHtml(String html, int firstLine) {
            Document fragment =
                    Jsoup.parse(html, "", org.jsoup.parser.Parser.htmlParser().setTrackPosition(true));
            for (Element element : fragment.body().getAllElements()) {
                int line = firstLine + Math.max(element.sourceRange().start().lineNumber(), 1) - 1;
                for (String name : List.of("id", "name")) {
                    if (element.hasAttr(name)) {
                        anchors.add(element.attr(name));
                    }
                }
                for (HtmlReference reference : HtmlReference.of(element)) {
                    Kind kind = reference.isFetched() ? Kind.IMAGE : Kind.LINK;
                    references.add(new Reference(reference.destination(), line, kind));
                }
            }
        }

        private static int line(Node node) {
            for (@Nullable Node place = node; place != null; place = place.getParent()) {
                List<SourceSpan> spans = place.getSourceSpans();
                if (!spans.isEmpty()) {
                    return spans.get(0).getLineIndex() + 1;
                }
            }
            return 1;
        }
    }

    /** What a reader sees of a heading. */
    private static final class PlainText extends AbstractVisitor {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void visit(Text node) {
            text.append(node.getLiteral());
        }

        @Override
        public void visit(Code node) {
            text.append(node.getLiteral());
        }

        @Override
        public void visit(SoftLineBreak node) {
            text.append(' ');
        }

        @Override
        public void visit(HardLineBreak node) {
            text.append(' ');
        }

        @Override
        public void visit(Image node) {
            // The description of an image does not go into the anchor.
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
