package io.github.dkredis.website;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test plants one kind of dead link. */
class LinkCheckTest {

    @TempDir
    private Path folder;

    private TestProject project = new TestProject(Path.of(""));

    @BeforeEach
    void writeSoundProject() throws IOException {
        project = new TestProject(folder)
                .with("README.md", "# Start\n\n[cache](docs/cache.md#fill-leases), [code](core/A.java), [all](core)\n")
                .with("docs/cache.md", "# Cache\n\n## Fill leases\n\n![chart](charts/a.svg) [up](../README.md)\n")
                .with("docs/charts/a.svg", "<svg/>")
                .with("core/A.java", "class A {}");
    }

    @Test
    void run_everyLinkLeadsSomewhere_findsNothing() throws IOException {
        assertThat(findings()).isEmpty();
    }

    @Test
    void run_fileIsMissing_namesPageAndLine() throws IOException {
        project.with("docs/locks.md", "# Locks\n\nSee\n[this](missing.md) and [that](cache.md).\n");
        link("docs/locks.md");

        assertThat(findings())
                .containsExactly("docs/locks.md:4: missing.md: there is no file or folder docs/missing.md");
    }

    @Test
    void run_linkInTableOrListOrReference_namesItsOwnLine() throws IOException {
        project.with("docs/locks.md", """
                # Locks

                | a | b |
                |---|---|
                | x | [one](one.md) |

                - first
                - [two](two.md)

                A [third][label] link.

                [label]: three.md
                """);
        link("docs/locks.md");

        assertThat(findings())
                .extracting(finding -> finding.substring(0, finding.indexOf(": there")))
                .containsExactly("docs/locks.md:5: one.md", "docs/locks.md:8: two.md", "docs/locks.md:10: three.md");
    }

    @Test
    void run_headingIsMissing_namesTheAnchor() throws IOException {
        project.with(
                "docs/locks.md", "# Locks\n\n[a](cache.md#fill-lease) [b](#locks) [c](#lock) [d](../core/A.java#L1)\n");
        link("docs/locks.md");

        assertThat(findings())
                .containsExactly(
                        "docs/locks.md:3: cache.md#fill-lease: no heading of docs/cache.md has the anchor #fill-lease",
                        "docs/locks.md:3: #lock: no heading of docs/locks.md has the anchor #lock",
                        "docs/locks.md:3: ../core/A.java#L1: only Markdown pages have anchors,"
                                + " and core/A.java is not one");
    }

    @Test
    void run_imageIsMissingOrElsewhere_isFound() throws IOException {
        project.with("docs/locks.md", "# Locks\n\n![a](charts/b.svg)\n![b](charts)\n![c](https://example.org/c.svg)\n");
        link("docs/locks.md");

        assertThat(findings())
                .containsExactly(
                        "docs/locks.md:3: charts/b.svg: there is no file docs/charts/b.svg",
                        "docs/locks.md:4: charts: there is no file docs/charts",
                        "docs/locks.md:5: https://example.org/c.svg:"
                                + " the image is on another host; the pages must work without a network");
    }

    @Test
    void run_rawHtml_isCheckedAsWell() throws IOException {
        project.with("docs/locks.md", """
                # Locks

                <details>
                <summary>More</summary>
                <a href="gone.md">gone</a> <a id="here"></a>

                [works](#here)
                </details>

                <picture><source srcset="charts/a.svg 1x, charts/dark.svg 2x"><img src="charts/a.svg"></picture>
                """);
        link("docs/locks.md");

        assertThat(findings())
                .containsExactly(
                        "docs/locks.md:5: gone.md: there is no file or folder docs/gone.md",
                        "docs/locks.md:10: charts/dark.svg: there is no file docs/charts/dark.svg");
    }

    @Test
    void run_linkInCode_isNoLink() throws IOException {
        project.with("docs/locks.md", "# Locks\n\n`[a](gone.md)`\n\n```\n[b](gone.md)\n```\n");
        link("docs/locks.md");

        assertThat(findings()).isEmpty();
    }

    @Test
    void run_pageThatNothingLinksTo_isFound() throws IOException {
        project.with("docs/lost.md", "# Lost\n\n[sibling](island.md)\n")
                .with("docs/island.md", "# I\n\n[l](lost.md)\n");

        assertThat(findings())
                .containsExactly(
                        "docs/island.md:1: no chain of links leads here from README.md",
                        "docs/lost.md:1: no chain of links leads here from README.md");
    }

    @Test
    void run_outputOfABuild_isNoPartOfTheProject() throws IOException {
        project.with("docs/locks.md", "# Locks\n\n[a](../core/target/report.txt)\n")
                .with("core/target/report.txt", "")
                .with("core/target/README.md", "[dead](dead.md)")
                .with(".cache/README.md", "[dead](dead.md)");
        link("docs/locks.md");

        assertThat(findings())
                .containsExactly("docs/locks.md:3: ../core/target/report.txt:"
                        + " there is no file or folder core/target/report.txt");
    }

    @Test
    void run_folderWithReadme_isItsPage() throws IOException {
        project.with("pickle/README.md", "# Pickle\n\n## Types\n")
                .with("docs/locks.md", "# L\n\n[p](../pickle/#types)\n");
        link("docs/locks.md");

        assertThat(findings()).isEmpty();
    }

    @Test
    void external_addressesOfOtherHosts_areListedWithTheirLines() throws IOException {
        project.with("docs/locks.md", "# Locks\n\n[a](https://example.org/a)\n\nhttps://example.org/b\n");

        assertThat(new LinkCheck(project.folder(), project.pages()).external())
                .extracting(Finding::toString)
                .containsExactly("docs/locks.md:3: https://example.org/a", "docs/locks.md:5: https://example.org/b");
    }

    private void link(String path) throws IOException {
        project.with("README.md", "# Start\n\n[cache](docs/cache.md) [new](" + path + ")\n");
    }

    private List<String> findings() throws IOException {
        return new LinkCheck(project.folder(), project.pages())
                .run().stream().map(Finding::toString).toList();
    }
}
