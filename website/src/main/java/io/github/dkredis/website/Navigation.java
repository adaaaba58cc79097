package io.github.dkredis.website;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pages in the order of the navigation, in named groups.
 *
 * <p>Its text has a line for each group and, indented, a line for each page: the path, and a shorter label than the
 * page's title if there is one. A path that ends with a slash stands for all other pages of that folder, by their
 * titles. A page that no line names comes last, in a group of its own.
 */
final class Navigation {

    /** The group of the pages that the text does not name. */
    static final String REST = "More";

    /** A page in the navigation, by its path in the project. */
    record Item(String path, String label) {}

    /** Pages under a common title. */
    record Group(String title, List<Item> items) {}

    private final List<Group> groups;
    private final List<String> missing;

    private Navigation(List<Group> groups, List<String> missing) {
        this.groups = groups;
        this.missing = missing;
    }

    /** {@return the navigation with these lines over these pages} */
    static Navigation of(String lines, Map<String, MarkdownPage> pages) {
        Map<String, List<Item>> groups = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        Set<String> rest = new LinkedHashSet<>(pages.keySet());
        List<String> entries = lines.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        for (String line : entries) {
            rest.remove(pathOf(line));
        }
        List<Item> group = new ArrayList<>();
        for (String line : entries) {
            if (!line.startsWith(" ")) {
                group = groups.computeIfAbsent(line.strip(), title -> new ArrayList<>());
                continue;
            }
            String path = pathOf(line);
            MarkdownPage page = pages.get(path);
            if (path.endsWith("/")) {
                List<MarkdownPage> inFolder = rest.stream()
                        .filter(other -> other.startsWith(path))
                        .map(pages::get)
                        .toList();
                inFolder.forEach(other -> rest.remove(other.path()));
                group.addAll(byTitle(inFolder));
            } else if (page != null) {
                String label = line.strip().substring(path.length()).strip();
                group.add(new Item(path, label.isEmpty() ? page.title() : label));
            } else {
                missing.add(path);
            }
        }
        groups.computeIfAbsent(REST, title -> new ArrayList<>())
                .addAll(byTitle(rest.stream().map(pages::get).toList()));
        return new Navigation(
                groups.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .map(entry -> new Group(entry.getKey(), List.copyOf(entry.getValue())))
                        .toList(),
                List.copyOf(missing));
    }

    /** {@return the groups that have pages} */
    List<Group> groups() {
        return groups;
    }

    /** {@return the paths in the text that are not pages of the project} */
    List<String> missing() {
        return missing;
    }

    /** {@return all pages in order} */
    List<Item> items() {
        return groups.stream().flatMap(group -> group.items().stream()).toList();
    }

    /** {@return the page before this one} */
    Optional<Item> before(String path) {
        return neighbour(path, -1);
    }

    /** {@return the page after this one} */
    Optional<Item> after(String path) {
        return neighbour(path, 1);
    }

    private Optional<Item> neighbour(String path, int step) {
        List<Item> items = items();
        List<String> paths = items.stream().map(Item::path).toList();
        int here = paths.indexOf(path);
        int there = here + step;
        return here < 0 || there < 0 || there >= items.size() ? Optional.empty() : Optional.of(items.get(there));
    }

    private static List<Item> byTitle(Collection<MarkdownPage> pages) {
        return pages.stream()
                .sorted(Comparator.comparing(MarkdownPage::title, String.CASE_INSENSITIVE_ORDER))
                .map(page -> new Item(page.path(), page.title()))
                .toList();
    }

    private static String pathOf(String line) {
        String entry = line.strip();
        int blank = entry.indexOf(' ');
        return line.startsWith(" ") && blank >= 0 ? entry.substring(0, blank) : entry;
    }
}
