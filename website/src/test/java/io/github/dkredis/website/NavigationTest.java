package io.github.dkredis.website;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.website.Navigation.Group;
import io.github.dkredis.website.Navigation.Item;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NavigationTest {

    private static final Map<String, MarkdownPage> PAGES = pages(Map.of(
            "README.md", "dkredis",
            "docs/cache.md", "The cache",
            "docs/guides/z.md", "A guide",
            "docs/guides/a.md", "Zebra",
            "docs/new.md", "New"));

    private final Navigation navigation = Navigation.of("""
            # a comment
            Start
              README.md   Over view
            Empty
              docs/gone.md
            Features
              docs/cache.md
            Guides
              docs/guides/
            """, PAGES);

    @Test
    void groups_labelsFoldersAndUnnamedPages_areInTheOrderOfTheText() {
        assertThat(navigation.groups())
                .containsExactly(
                        new Group("Start", List.of(new Item("README.md", "Over view"))),
                        new Group("Features", List.of(new Item("docs/cache.md", "The cache"))),
                        new Group(
                                "Guides",
                                List.of(
                                        new Item("docs/guides/z.md", "A guide"),
                                        new Item("docs/guides/a.md", "Zebra"))),
                        new Group(Navigation.REST, List.of(new Item("docs/new.md", "New"))));
    }

    @Test
    void missing_entryWithoutPage_isNamed() {
        assertThat(navigation.missing()).containsExactly("docs/gone.md");
    }

    @Test
    void beforeAndAfter_acrossGroups_areTheNeighbours() {
        assertThat(navigation.before("docs/cache.md")).contains(new Item("README.md", "Over view"));
        assertThat(navigation.after("docs/cache.md")).contains(new Item("docs/guides/z.md", "A guide"));
        assertThat(navigation.before("README.md")).isEmpty();
        assertThat(navigation.after("docs/new.md")).isEmpty();
    }

    private static Map<String, MarkdownPage> pages(Map<String, String> titles) {
        Map<String, MarkdownPage> pages = new TreeMap<>();
        titles.forEach((path, title) -> pages.put(path, new MarkdownReader().read(path, "# " + title + "\n")));
        return pages;
    }
}
