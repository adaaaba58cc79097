package io.github.dkredis.website;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void site_soundProject_saysWhereThePagesAre() throws IOException {
        new TestProject(folder.resolve("project")).with("README.md", "# dkredis\n\n[a](https://example.org)\n");

        assertThat(run("--out", folder.resolve("site").toString(), "--external"))
                .isZero();
        assertThat(out)
                .hasToString(
                        "README.md:3: https://example.org\n1 pages in " + folder.resolve("site/index.html") + "\n");
    }

    @Test
    void site_deadLink_isNamedAndThePagesAreWrittenAllTheSame() throws IOException {
        new TestProject(folder.resolve("project")).with("README.md", "# dkredis\n\n[a](gone.md)\n");

        assertThat(run("--out", folder.resolve("site").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("site: README.md:3: gone.md: there is no file or folder gone.md\n");
        assertThat(folder.resolve("site/index.html")).isNotEmptyFile();
    }

    @Test
    void site_invalidUsage_says() {
        assertThat(run("--port", "80")).isEqualTo(2);
        assertThat(err.toString()).contains("--port needs --serve");
        assertThat(run("--serve", "--port", "65536")).isEqualTo(2);
        assertThat(run("--nonsense")).isEqualTo(2);
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--project";
        all[1] = folder.resolve("project").toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Site.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }
}
