package io.github.dkredis.website;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Checks the finished pages: each address in them leads to a file of the site, and its anchor to an element; no page
 * loads anything from another host; no id is used twice. API docs are checked by the tool that writes them.
 */
final class HtmlCheck {

    private final Path site;
    private final Map<String, Document> pages = new TreeMap<>();
    private final Map<String, Set<String>> ids = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private HtmlCheck(Path site) {
        this.site = site;
    }

    /** {@return what is wrong in the pages of a site} */
    static List<Finding> run(Path site) throws IOException {
        HtmlCheck check = new HtmlCheck(site);
        check.read();
        check.pages.forEach(check::checkReferences);
        return check.findings;
    }

    private void read() throws IOException {
        try (Stream<Path> files = Files.walk(site)) {
            for (Path file : files.sorted().toList()) {
                String path = SitePath.of(site.relativize(file));
                if (path.endsWith(".html") && !path.startsWith(ApiDocs.SITE_FOLDER + "/")) {
                    Document page = Jsoup.parse(
                            Files.readString(file), "", Parser.htmlParser().setTrackPosition(true));
                    pages.put(path, page);
                    ids.put(path, collectIds(path, page));
                }
            }
        }
    }

    private Set<String> collectIds(String path, Document page) {
        Set<String> found = new HashSet<>();
        for (Element element : page.select("[id]")) {
            if (!found.add(element.id())) {
                findings.add(new Finding(path, line(element), "the id " + element.id() + " is used twice"));
            }
        }
        page.select("a[name]").forEach(element -> found.add(element.attr("name")));
        return found;
    }

    private void checkReferences(String path, Document page) {
        for (Element element : page.getAllElements()) {
            for (HtmlReference reference : HtmlReference.of(element)) {
                problem(path, reference)
                        .ifPresent(problem -> findings.add(
                                new Finding(path, line(element), reference.destination() + ": " + problem)));
            }
        }
    }

    private Optional<String> problem(String path, HtmlReference reference) {
        LinkTarget target = LinkTarget.of(path, reference.destination());
        if (target instanceof LinkTarget.Invalid invalid) {
            return Optional.of(invalid.reason());
        }
        if (!(target instanceof LinkTarget.Internal internal)) {
            return reference.isFetched() ? Optional.of("the page loads it from another host") : Optional.empty();
        }
        if (!Files.isRegularFile(site.resolve(internal.path()))) {
            return Optional.of("the site has no file " + internal.path());
        }
        String anchor = internal.anchor();
        boolean isDead = anchor != null
                && ids.containsKey(internal.path())
                && !ids.getOrDefault(internal.path(), Set.of()).contains(anchor);
        return isDead ? Optional.of("no element of " + internal.path() + " has this id") : Optional.empty();
    }

    private static int line(Element element) {
        return Math.max(element.sourceRange().start().lineNumber(), 1);
    }
}
