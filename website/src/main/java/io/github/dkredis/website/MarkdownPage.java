package io.github.dkredis.website;

import java.util.List;
import java.util.Set;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/**
 * One Markdown file.
 *
 * @param path where it is in the project
 * @param title the text of its first heading, or the path if it has none
 * @param document what the parser made of it
 * @param headings its headings, from top to bottom
 * @param anchors everything in it that a link can name: the anchors of the headings, and what raw HTML declares
 * @param references the links and images in it, from top to bottom
 */
record MarkdownPage(
        String path,
        String title,
        Node document,
        List<PageHeading> headings,
        Set<String> anchors,
        List<Reference> references) {

    /** A heading with its level from 1 to 6, its text without markup, and its anchor. */
    record PageHeading(Heading node, int level, String text, String anchor) {}

    /** A link or an image in a line of the file, lines counted from 1. */
    record Reference(String destination, int line, Kind kind) {}

    /** What a reference needs: a link may lead to a folder, an image is a file. */
    enum Kind {
        LINK,
        IMAGE
    }
}
