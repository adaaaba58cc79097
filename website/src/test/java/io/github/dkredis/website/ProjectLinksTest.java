package io.github.dkredis.website;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The links of this project's own Markdown, and of the pages that are built from it. */
class ProjectLinksTest {

    private static final ProjectFolder PROJECT =
            new ProjectFolder(Path.of(System.getProperty("website.project", "..")));

    @TempDir
    private Path site;

    @Test
    void markdown_ofThisProject_hasNoDeadLinkAndNoLostPage() throws IOException {
        Map<String, MarkdownPage> pages = SiteBuilder.read(PROJECT);

        assertThat(pages).containsKeys("README.md", "docs/cache.md", "pickle/README.md");
        assertThat(lines(new LinkCheck(PROJECT, pages).run())).isEmpty();
    }

    @Test
    void site_ofThisProject_hasNoDeadLinkAndEveryPage() throws IOException {
        Map<String, MarkdownPage> pages = SiteBuilder.read(PROJECT);

        assertThat(lines(new SiteBuilder(PROJECT, List.of()).build(pages, site)))
                .isEmpty();
        assertThat(lines(HtmlCheck.run(site))).isEmpty();
        for (String path : pages.keySet()) {
            assertThat(site.resolve(SiteLayout.page(path).sitePath())).isNotEmptyFile();
        }
    }

    private static List<String> lines(List<Finding> findings) {
        return findings.stream().map(Finding::toString).toList();
    }
}
