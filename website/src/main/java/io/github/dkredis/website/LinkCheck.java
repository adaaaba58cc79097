package io.github.dkredis.website;

import io.github.dkredis.website.MarkdownPage.Kind;
import io.github.dkredis.website.MarkdownPage.Reference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the links of all Markdown files as a reader of the repository follows them: files, folders, anchors of
 * headings and images exist, and each page can be reached from the README. Addresses of other hosts are listed and not
 * asked.
 */
final class LinkCheck {

    /** Where readers begin. */
    private static final String START = "README.md";

    private final ProjectFolder project;
    private final Map<String, MarkdownPage> pages;

    /** @param pages every Markdown file of the project, by its path */
    LinkCheck(ProjectFolder project, Map<String, MarkdownPage> pages) {
        this.project = project;
        this.pages = pages;
    }

    /** {@return the dead links, and the pages that no link leads to} */
    List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        for (MarkdownPage page : pages.values()) {
            for (Reference reference : page.references()) {
                problem(page, reference)
                        .ifPresent(problem -> findings.add(
                                new Finding(page.path(), reference.line(), reference.destination() + ": " + problem)));
            }
        }
        Set<String> reachable = reachable();
        for (String path : pages.keySet()) {
            if (!reachable.contains(path)) {
                findings.add(new Finding(path, 1, "no chain of links leads here from " + START));
            }
        }
        return findings;
    }

    /** {@return what leads to other hosts, which this check does not follow} */
    List<Finding> external() {
        List<Finding> addresses = new ArrayList<>();
        for (MarkdownPage page : pages.values()) {
            for (Reference reference : page.references()) {
                if (LinkTarget.of(page.path(), reference.destination()) instanceof LinkTarget.External external) {
                    addresses.add(new Finding(page.path(), reference.line(), external.address()));
                }
            }
        }
        return addresses;
    }

    private Optional<String> problem(MarkdownPage page, Reference reference) {
        LinkTarget target = LinkTarget.of(page.path(), reference.destination());
        if (target instanceof LinkTarget.Invalid invalid) {
            return Optional.of(invalid.reason());
        }
        if (!(target instanceof LinkTarget.Internal internal)) {
            return reference.kind() == Kind.IMAGE
                    ? Optional.of("the image is on another host; the pages must work without a network")
                    : Optional.empty();
        }
        String path = internal.path();
        if (reference.kind() == Kind.IMAGE) {
            return project.isFile(path) ? Optional.empty() : Optional.of("there is no file " + path);
        }
        if (!project.isFile(path) && !project.isFolder(path)) {
            return Optional.of("there is no file or folder " + path);
        }
        String anchor = internal.anchor();
        if (anchor == null) {
            return Optional.empty();
        }
        Optional<MarkdownPage> there = page(path);
        if (there.isEmpty()) {
            return Optional.of("only Markdown pages have anchors, and " + path + " is not one");
        }
        return there.get().anchors().contains(anchor)
                ? Optional.empty()
                : Optional.of("no heading of " + there.get().path() + " has the anchor #" + anchor);
    }

    /** {@return the page that a reader sees at a path: the file itself, or the README of a folder} */
    private Optional<MarkdownPage> page(String path) {
        MarkdownPage page = pages.get(path);
        return Optional.ofNullable(page != null ? page : pages.get(SitePath.in(path, START)));
    }

    private Set<String> reachable() {
        Set<String> reached = new HashSet<>();
        Deque<MarkdownPage> next = new ArrayDeque<>();
        page(START).ifPresent(next::add);
        while (!next.isEmpty()) {
            MarkdownPage page = next.remove();
            if (!reached.add(page.path())) {
                continue;
            }
            for (Reference reference : page.references()) {
                if (LinkTarget.of(page.path(), reference.destination()) instanceof LinkTarget.Internal internal) {
                    page(internal.path()).ifPresent(next::add);
                }
            }
        }
        return reached;
    }
}
