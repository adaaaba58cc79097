package io.github.dkredis.website;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where the files of the project are in the site. Everything keeps its folder: {@code docs/cache.md} becomes
 * {@code docs/cache.html}, and the README of a folder its {@code index.html}. A file of source code becomes a page, an
 * image stays as it is.
 */
final class SiteLayout {

    /** The page that stands for a folder. */
    static final String INDEX = "index.html";

    private static final String README = "README.md";

    /** What a browser shows, or what a reader wants to save. */
    private static final Set<String> COPIED = Set.of("svg", "png", "jpg", "jpeg", "gif", "webp", "ico", "pdf", "json");

    /** How a file of the project gets into the site. */
    enum Form {
        /** A Markdown file, which becomes a page. */
        MARKDOWN,
        /** A folder without a README, which becomes a list of its files. */
        FOLDER,
        /** Text such as source code, which is shown in a page. */
        SOURCE,
        /** An image and the like, which is copied. */
        COPY
    }

    /** What stands for a file or a folder of the project: which file, in which form. */
    record Place(String source, Form form, String sitePath) {}

    private final ProjectFolder project;

    SiteLayout(ProjectFolder project) {
        this.project = project;
    }

    /** {@return the place of a file or a folder; empty if the project has neither under this path} */
    Optional<Place> find(String path) {
        if (project.isFolder(path)) {
            String readme = SitePath.in(path, README);
            return project.isFile(readme)
                    ? Optional.of(page(readme))
                    : Optional.of(new Place(path, Form.FOLDER, SitePath.in(path, INDEX)));
        }
        if (!project.isFile(path)) {
            return Optional.empty();
        }
        if (path.endsWith(".md")) {
            return Optional.of(page(path));
        }
        return Optional.of(
                isCopied(path) ? new Place(path, Form.COPY, path) : new Place(path, Form.SOURCE, path + ".html"));
    }

    /** {@return the place of a Markdown file} */
    static Place page(String path) {
        String html = SitePath.name(path).equals(README)
                ? SitePath.in(SitePath.folder(path), INDEX)
                : path.substring(0, path.length() - ".md".length()) + ".html";
        return new Place(path, Form.MARKDOWN, html);
    }

    private static boolean isCopied(String path) {
        String name = SitePath.name(path).toLowerCase(Locale.ROOT);
        return COPIED.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
