package io.github.dkredis.website;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteBuilderTest {

    @TempDir
    private Path folder;

    private TestProject project = new TestProject(Path.of(""));
    private Path site = Path.of("");

    @BeforeEach
    void writeProject() throws IOException {
        site = folder.resolve("site");
        project = new TestProject(folder.resolve("project"))
                .with("README.md", "# dkredis\n\n[cache](docs/cache.md) [sample](sample) ![chart](docs/a.svg)\n")
                .with("docs/cache.md", "# Cache & more\n\n## One\n\n```java\nint a;\n```\n\n## Two `x`\n")
                .with("docs/a.svg", "<svg/>")
                .with("sample/src/A.java", "class A<T> {}")
                .with("sample/unlinked.properties", "a=b")
                .with("core/Unlinked.java", "class Unlinked {}")
                .with("website/navigation.txt", "Start\n  README.md\nFeatures\n  docs/cache.md\n");
    }

    @Test
    void build_project_writesWhatIsLinkedInTheSameFolders() throws IOException {
        build(List.of());

        assertThat(site.resolve("index.html")).isNotEmptyFile();
        assertThat(site.resolve("docs/cache.html")).isNotEmptyFile();
        assertThat(site.resolve("docs/a.svg")).hasContent("<svg/>");
        assertThat(page("sample/index.html").select("main li a").eachAttr("href"))
                .containsExactly("src/A.java.html", "unlinked.properties.html");
        assertThat(page("sample/src/A.java.html")
                        .select("pre > code.language-java")
                        .text())
                .isEqualTo("class A<T> {}");
        assertThat(site.resolve("core")).doesNotExist();
        assertThat(HtmlCheck.run(site)).isEmpty();
    }

    @Test
    void build_page_hasTitleNavigationContentsAndNeighbours() throws IOException {
        build(List.of());

        Document page = page("docs/cache.html");
        assertThat(page.title()).isEqualTo("Cache & more · dkredis");
        assertThat(page.select("nav.pages a[aria-current=page]").eachAttr("href"))
                .containsExactly("cache.html");
        assertThat(page.select("nav.pages a").eachAttr("href")).containsExactly("../index.html", "cache.html");
        assertThat(page.select("nav.contents a").eachAttr("href")).containsExactly("#one", "#two-x");
        assertThat(page.select("h1 + details.contents-here a").eachText()).containsExactly("One", "Two x");
        assertThat(page.select("nav.turning a[rel=prev]").attr("href")).isEqualTo("../index.html");
        assertThat(page.select("nav.turning a[rel=next]")).isEmpty();
    }

    @Test
    void build_scripts_areLoadedWhereTheyAreNeededAndBundled() throws IOException {
        project.with("docs/cache.md", "# Cache\n\n```mermaid\nflowchart LR\n```\n");
        build(List.of());

        assertThat(page("docs/cache.html").select("script").eachAttr("src"))
                .containsExactly("../assets/mermaid.js", "../assets/site.js", "../assets/search.js");
        assertThat(page("index.html").select("script").eachAttr("src"))
                .containsExactly("assets/site.js", "assets/search.js");
        for (String name : List.of("highlight.js", "mermaid.js", "search-index.js", "site.css")) {
            assertThat(site.resolve("assets").resolve(name)).isNotEmptyFile();
        }
        assertThat(site.resolve("assets/site.css")).content().doesNotContain("http", "@import");
    }

    @Test
    void build_again_leavesNothingOfTheEarlierBuild() throws IOException {
        build(List.of());
        Files.delete(folder.resolve("project/docs/cache.md"));
        build(List.of());

        assertThat(site.resolve("docs/cache.html")).doesNotExist();
        assertThat(site.resolve("index.html")).isNotEmptyFile();
    }

    @Test
    void build_folderOfSomebodyElse_isRefusedAndLeftAlone() throws IOException {
        Path thesis = Files.createDirectories(site).resolve("thesis.txt");
        Files.writeString(thesis, "years of work");

        assertThatThrownBy(() -> build(List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has files that this command has not written");
        assertThat(site).isDirectoryContaining(thesis::equals).isDirectoryNotContaining("glob:**.html");
    }

    @Test
    void build_apiDocsOfAModule_areCopiedAndLinked() throws IOException {
        project.with("core/target/reports/apidocs/index.html", "<p>API")
                .with("core/target/reports/apidocs/p/A.html", "<p>A");
        List<ApiDocs> apiDocs = ApiDocs.find(project.folder());
        build(apiDocs);

        assertThat(apiDocs).extracting(ApiDocs::module).containsExactly("core");
        assertThat(site.resolve("apidocs/core/p/A.html")).hasContent("<p>A");
        assertThat(page("docs/cache.html").select("nav.pages a").eachAttr("href"))
                .contains("../apidocs/core/index.html");
        assertThat(HtmlCheck.run(site)).isEmpty();
    }

    @Test
    void build_navigationNamesAPageThatIsGone_saysWhere() throws IOException {
        Files.delete(folder.resolve("project/docs/cache.md"));

        assertThat(build(List.of()))
                .extracting(Finding::toString)
                .containsExactly("website/navigation.txt:4: there is no page docs/cache.md");
    }

    @Test
    void build_twice_writesTheSameBytes() throws IOException {
        build(List.of());
        String first = Files.readString(site.resolve("docs/cache.html"));
        build(List.of());

        assertThat(site.resolve("docs/cache.html")).content().isEqualTo(first);
    }

    private List<Finding> build(List<ApiDocs> apiDocs) throws IOException {
        return new SiteBuilder(project.folder(), apiDocs).build(project.pages(), site);
    }

    private Document page(String path) throws IOException {
        return Jsoup.parse(Files.readString(site.resolve(path)));
    }
}
