package io.github.dkredis.website;

import io.github.dkredis.website.SiteLayout.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** Builds the site: reads every Markdown file of the project and writes pages for them and for what they link to. */
final class SiteBuilder {

    /** Marks a folder as one that this command has written and may empty. */
    private static final String MARKER = ".dkredis-site";

    /** The order of the pages, in the project; without it, all pages are in one group. */
    private static final String NAVIGATION = "website/navigation.txt";

    private final ProjectFolder project;
    private final List<ApiDocs> apiDocs;

    SiteBuilder(ProjectFolder project, List<ApiDocs> apiDocs) {
        this.project = project;
        this.apiDocs = apiDocs;
    }

    /** {@return every Markdown file of the project, parsed, by its path} */
    static Map<String, MarkdownPage> read(ProjectFolder project) throws IOException {
        MarkdownReader reader = new MarkdownReader();
        Map<String, MarkdownPage> pages = new TreeMap<>();
        for (String path : project.markdownFiles()) {
            pages.put(path, reader.read(path, project.read(path)));
        }
        return pages;
    }

    /**
     * Writes the site into a folder, which is empty, missing, or one that an earlier build has written.
     *
     * @return pages that the navigation names and the project does not have
     * @throws IOException if the folder contains something else, or cannot be written
     */
    List<Finding> build(Map<String, MarkdownPage> pages, Path site) throws IOException {
        prepare(site);
        String lines = project.isFile(NAVIGATION) ? project.read(NAVIGATION) : "";
        Navigation navigation = Navigation.of(lines, pages);
        PageLayout pageLayout = new PageLayout(Resources.text("page.html"), navigation, apiDocs);
        SiteLayout siteLayout = new SiteLayout(project);
        PageRenderer renderer = new PageRenderer(siteLayout);
        SearchIndex index = new SearchIndex();
        for (Navigation.Item item : navigation.items()) {
            MarkdownPage page = pages.get(item.path());
            if (page == null) {
                continue;
            }
            Element body = renderer.render(page);
            index.add(page, item.label(), body);
            write(site, SiteLayout.page(page.path()).sitePath(), pageLayout.page(page, body));
        }
        writeLinked(renderer.used(), siteLayout, pageLayout, site);
        Resources.copyTo(site);
        write(site, SitePath.in(Resources.FOLDER, SearchIndex.FILE), index.script());
        for (ApiDocs docs : apiDocs) {
            docs.copyTo(site);
        }
        return missing(lines, navigation);
    }

    /** Writes what the pages link to, and for a folder also its files. */
    private void writeLinked(Set<Place> linked, SiteLayout siteLayout, PageLayout pageLayout, Path site)
            throws IOException {
        SourcePages sources = new SourcePages(project, siteLayout);
        Deque<Place> waiting = new ArrayDeque<>(linked);
        Set<Place> written = new HashSet<>();
        while (!waiting.isEmpty()) {
            Place place = waiting.remove();
            if (!written.add(place)) {
                continue;
            }
            switch (place.form()) {
                case MARKDOWN -> {} // The navigation has every one, so it is written.
                case COPY -> copy(site, place);
                case SOURCE -> writePlain(site, place, pageLayout, sources.file(place));
                case FOLDER -> {
                    writePlain(site, place, pageLayout, sources.folder(place));
                    waiting.addAll(sources.files(place));
                }
            }
        }
    }

    private static void writePlain(Path site, Place place, PageLayout layout, Element body) throws IOException {
        write(site, place.sitePath(), layout.plain(place.sitePath(), place.source(), body));
    }

    private static List<Finding> missing(String lines, Navigation navigation) {
        List<String> all = lines.lines().toList();
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            for (String path : navigation.missing()) {
                if (all.get(i).strip().startsWith(path)) {
                    findings.add(new Finding(NAVIGATION, i + 1, "there is no page " + path));
                }
            }
        }
        return findings;
    }

    private void copy(Path site, Place place) throws IOException {
        Path target = site.resolve(place.sitePath());
        Files.createDirectories(target.getParent());
        Files.copy(project.locate(place.source()), target);
    }

    private static void write(Path site, String sitePath, String text) throws IOException {
        Path file = site.resolve(sitePath);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void prepare(Path site) throws IOException {
        Files.createDirectories(site);
        Path marker = site.resolve(MARKER);
        List<Path> old;
        try (Stream<Path> files = Files.walk(site)) {
            old = files.filter(file -> !file.equals(site))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        if (!old.isEmpty() && !Files.exists(marker)) {
            throw new IOException("the folder " + site + " has files that this command has not written;"
                    + " choose another one, or empty it");
        }
        for (Path file : old) {
            Files.delete(file);
        }
        Files.createFile(marker);
    }
}
