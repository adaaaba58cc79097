/**
 * The command {@code site}: turns the project's Markdown into web pages and checks all links.
 *
 * <ul>
 *   <li>{@link io.github.dkredis.website.MarkdownReader} parses a file into a
 *       {@link io.github.dkredis.website.MarkdownPage}: its headings, their anchors, and everything it refers to.
 *   <li>{@link io.github.dkredis.website.LinkCheck} finds dead links in the Markdown,
 *       {@link io.github.dkredis.website.HtmlCheck} finds them in the finished pages.
 *   <li>{@link io.github.dkredis.website.SiteBuilder} writes the pages: {@link io.github.dkredis.website.PageRenderer}
 *       makes the text of one, {@link io.github.dkredis.website.PageLayout} puts it into the frame with the navigation,
 *       and {@link io.github.dkredis.website.SearchIndex} collects what the search finds.
 * </ul>
 *
 * A page has the same place in the site as its Markdown file in the project, so relative links work in both.
 */
@NullMarked
package io.github.dkredis.website;

import org.jspecify.annotations.NullMarked;
