package io.github.dkredis.website;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.website.SearchIndex.Section;
import java.nio.file.Path;
import org.jsoup.nodes.Element;
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
        index.add("docs/locks.html", "Locks", render(PAGE));

        assertThat(index.sections())
                .containsExactly(
                        new Section("docs/locks.html", "Locks", "Locks", "What a lock is: a Lease."),
                        new Section("docs/locks.html#limits", "Locks", "Limits", "first second one two More"),
                        new Section("docs/locks.html#inside-details", "Locks", "Inside details", "redis.mutex(\"a\");"),
                        new Section("docs/locks.html#empty", "Locks", "Empty", ""));
    }

    @Test
    void script_anyText_isOneAssignmentOfValidJson() {
        SearchIndex index = new SearchIndex();
        index.add("a.html", "A \"quoted\" title", render("# A \"quoted\" title\n\nback\\slash </script>\n"));

        assertThat(index.script())
                .isEqualTo("window.dkredisSearchIndex = [{\"url\":\"a.html\",\"page\":\"A \\\"quoted\\\" title\","
                        + "\"heading\":\"A \\\"quoted\\\" title\",\"text\":\"back\\\\slash\"}];\n");
    }

    private static Element render(String markdown) {
        SiteLayout layout = new SiteLayout(new ProjectFolder(Path.of("")));
        return new PageRenderer(layout).render(new MarkdownReader().read("docs/locks.md", markdown));
    }
}
