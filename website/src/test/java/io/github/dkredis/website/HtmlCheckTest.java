package io.github.dkredis.website;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault in these pages was planted. */
class HtmlCheckTest {

    @TempDir
    private Path site;

    @Test
    void run_soundPages_findsNothing() throws IOException {
        new TestProject(site)
                .with("index.html", "<a href='docs/a.html#x'>a</a> <a href='https://example.org'>b</a>")
                .with("docs/a.html", "<p id='x'><a href='#x'>c</a> <a href='../index.html'>d</a>")
                .with("apidocs/core/index.html", "<a href='gone.html'>the check of the API docs is Javadoc's own</a>");

        assertThat(HtmlCheck.run(site)).isEmpty();
    }

    @Test
    void run_faults_areNamedWithPageAndLine() throws IOException {
        new TestProject(site)
                .with(
                        "index.html",
                        "<p>\n<a href='gone.html'>a</a>\n<a href='docs/a.html#y'>b</a> <a href='docs'>c</a>")
                .with(
                        "docs/a.html",
                        "<p id='x'>\n<p id='x'>\n<img src='b.svg'>\n"
                                + "<script src='https://example.org/x.js'></script>\n<img srcset='c.svg 2x'><a href=''>d</a>");

        assertThat(HtmlCheck.run(site))
                .extracting(Finding::toString)
                .containsExactly(
                        "docs/a.html:2: the id x is used twice",
                        "docs/a.html:3: b.svg: the site has no file docs/b.svg",
                        "docs/a.html:4: https://example.org/x.js: the page loads it from another host",
                        "docs/a.html:5: c.svg: the site has no file docs/c.svg",
                        "docs/a.html:5: : the link is empty",
                        "index.html:2: gone.html: the site has no file gone.html",
                        "index.html:3: docs/a.html#y: no element of docs/a.html has this id",
                        "index.html:3: docs: the site has no file docs");
    }
}
