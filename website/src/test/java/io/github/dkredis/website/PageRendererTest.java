package io.github.dkredis.website;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageRendererTest {

    @TempDir
    private Path folder;

    private PageRenderer renderer = new PageRenderer(new SiteLayout(new ProjectFolder(Path.of(""))));

    @BeforeEach
    void writeProject() throws IOException {
        TestProject project = new TestProject(folder)
                .with("README.md", "# Start\n")
                .with("docs/cache.md", "# Cache\n")
                .with("docs/locks.md", "# Locks\n")
                .with("docs/dashboard.json", "{}")
                .with("docs/charts/a.svg", "<svg/>")
                .with("pickle/README.md", "# Pickle\n")
                .with("sample/A.java", "class A {}");
        renderer = new PageRenderer(new SiteLayout(project.folder()));
    }

    @ParameterizedTest
    @CsvSource({
        "cache.md, cache.html",
        "cache.md#fill-leases, cache.html#fill-leases",
        "locks.md#locks, #locks",
        "#locks, #locks",
        "../README.md, ../index.html",
        "../pickle, ../pickle/index.html",
        "../pickle/README.md#types, ../pickle/index.html#types",
        "../sample, ../sample/index.html",
        "../sample/A.java, ../sample/A.java.html",
        "dashboard.json, dashboard.json",
        "https://example.org/x.md, https://example.org/x.md",
        "gone.md, gone.md",
    })
    void render_link_leadsToThePageOfTheSite(String destination, String address) {
        Element body = render("# Locks\n\n[link](" + destination + ") <a href=\"" + destination + "\">raw</a>\n");

        assertThat(body.select("p a").eachAttr("href")).containsExactly(address, address);
    }

    @Test
    void render_links_areRememberedSoThatTheirFilesGetIntoTheSite() {
        render("# Locks\n\n[a](../sample/A.java) ![b](charts/a.svg) [c](gone.txt)\n");

        assertThat(renderer.used())
                .extracting(SiteLayout.Place::sitePath)
                .containsExactly("sample/A.java.html", "docs/charts/a.svg");
    }

    @Test
    void render_headings_haveTheAnchorsThatLinksName() {
        Element body = render("# Locks\n\n## The `Lease`, renewed\n\n## Limits\n\n## Limits\n");

        assertThat(body.select("h1, h2").eachAttr("id"))
                .containsExactly("locks", "the-lease-renewed", "limits", "limits-1");
        assertThat(body.select("h2 a.anchor").eachAttr("href"))
                .containsExactly("#the-lease-renewed", "#limits", "#limits-1");
    }

    @Test
    void render_tableAndCode_scrollInBoxesThatTheKeyboardReaches() {
        Element body = render("# Locks\n\n| a |\n|---|\n| b |\n\n```java\nint a = 1 < 2 ? 3 : 4;\n```\n");

        assertThat(body.select("div.scroll[tabindex=0] > table")).hasSize(1);
        assertThat(body.select("pre[tabindex=0] > code.language-java").text()).isEqualTo("int a = 1 < 2 ? 3 : 4;");
    }

    @Test
    void render_mermaid_isLeftToTheScriptAsText() {
        Element body = render("# Locks\n\n```mermaid\nflowchart LR\n    a[\"x<br/>y\"] --> b\n```\n");

        Element diagram = body.expectFirst("pre.mermaid");
        assertThat(diagram.childrenSize()).isZero();
        assertThat(diagram.wholeText()).isEqualTo("flowchart LR\n    a[\"x<br/>y\"] --> b\n");
    }

    @Test
    void render_details_containTheMarkdownInThem() {
        Element body = render("""
                # Locks

                <details>
                <summary>All figures</summary>

                | a |
                |---|
                | [b](cache.md) |

                </details>

                After.
                """);

        assertThat(body.select("details > summary").text()).isEqualTo("All figures");
        assertThat(body.select("details table a").attr("href")).isEqualTo("cache.html");
        assertThat(body.select("details p")).isEmpty();
        assertThat(body.select("body > p").text()).isEqualTo("After.");
    }

    @Test
    void render_image_linksToItselfUnlessItIsInALink() {
        Element body = render("# L\n\n![a](charts/a.svg) [![b](charts/a.svg)](cache.md)\n");

        assertThat(body.select("a:has(> img)").eachAttr("href")).containsExactly("charts/a.svg", "cache.html");
    }

    @Test
    void render_picture_keepsItsSourcesBesideItsImage() {
        Element body = render("# L\n\n<picture><source srcset=\"charts/a.svg\"><img src=\"charts/a.svg\"></picture>\n");

        assertThat(body.select("a > picture > source + img")).hasSize(1);
    }

    @Test
    void render_sourceSet_keepsItsSizes() {
        Element body =
                render("# L\n\n<img src=\"charts/a.svg\" srcset=\"charts/a.svg 1x, ../docs/charts/a.svg 2x\">\n");

        assertThat(body.select("img").attr("srcset")).isEqualTo("charts/a.svg 1x, charts/a.svg 2x");
    }

    private Element render(String markdown) {
        return renderer.render(new MarkdownReader().read("docs/locks.md", markdown));
    }
}
