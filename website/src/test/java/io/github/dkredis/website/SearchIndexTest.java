package io.github.dkredis.website;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.website.SearchIndex.Section;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SearchIndexTest {

    private static final String PAGE = """
            # Locks

            What a *lock* is:
            a `Lease`.

            ## Limits

            | first | second |
            |---|---|
            | one | two |

            ```mermaid
            flowchart LR
            ```

            <details>
            <summary>More</summary>

            ### Inside `details`

            ```java
            redis.mutex("a");
            ```

            </details>

            ## Empty
            """;

    @Test
    void add_page_hasASectionForEachHeading() {
        SearchIndex index = new SearchIndex();
        add(index, "docs/locks.md", PAGE);

        assertThat(index.sections())
                .containsExactly(
                        new Section("docs/locks.html", "The locks", "Locks", "What a lock is: a Lease."),
                        new Section("docs/locks.html#limits", "The locks", "Limits", "first second one two More"),
                        new Section(
                                "docs/locks.html#inside-details", "The locks", "Inside details", "redis.mutex(\"a\");"),
                        new Section("docs/locks.html#empty", "The locks", "Empty", ""));
    }

    @Test
    void script_anyText_isOneAssignmentOfValidJson() {
        SearchIndex index = new SearchIndex();
        add(index, "a.md", "# A \"quoted\" title\n\nback\\slash </script>\n");

        assertThat(index.script())
                .isEqualTo("window.dkredisSearchIndex = [{\"url\":\"a.html\",\"page\":\"The locks\","
                        + "\"heading\":\"A \\\"quoted\\\" title\",\"text\":\"back\\\\slash\"}];\n");
    }

    private static void add(SearchIndex index, String path, String markdown) {
        MarkdownPage page = new MarkdownReader().read(path, markdown);
        SiteLayout layout = new SiteLayout(new ProjectFolder(Path.of("")));
        index.add(page, "The locks", new PageRenderer(layout).render(page));
    }
}
