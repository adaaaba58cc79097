package io.github.dkredis.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table of {@code docs/security.md} that says which rights each feature needs. */
public final class DocumentedRights {

    private static final Pattern RIGHT = Pattern.compile("\\+[a-z|\u0000]+");
    private static final String HEADER = "| feature | commands |";

    private DocumentedRights() {}

    /** {@return the rights of one row, which is known by its beginning} */
    public static List<String> commands(String row) {
        return commands(cells(row));
    }

    /** {@return the patterns of keys and channels of one row; a feature with keys of the program's own gets all} */
    public static List<String> patterns(String row) {
        String[] cells = cells(row);
        if (cells[3].contains("your own")) {
            return List.of("~app:*");
        }
        return Stream.of(cells[3], cells[4])
                .flatMap(cell -> Arrays.stream(cell.split("[,`\\s]+")))
                .filter(pattern -> pattern.startsWith("~") || pattern.startsWith("&"))
                .toList();
    }

    /** {@return the rights of all rows together} */
    public static Set<String> allCommands() {
        Set<String> all = new LinkedHashSet<>();
        rows().forEach(row -> all.addAll(commands(row)));
        return all;
    }

    private static List<String> commands(String[] cells) {
        return RIGHT.matcher(cells[2])
                .results()
                .map(right -> right.group().replace("\u0000", ""))
                .filter(right -> !right.equals("+client|setinfo")) // newer than Redis 6.2, and not needed
                .toList();
    }

    private static String[] cells(String row) {
        return rows().stream()
                .filter(cells -> cells[1].strip().startsWith(row))
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/security.md has no row " + row));
    }

    /** The rows of the table, without its header. */
    private static List<String[]> rows() {
        List<String> lines;
        try {
            lines = Files.readAllLines(page());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int header = 0;
        while (!lines.get(header).startsWith(HEADER)) {
            header++;
        }
        return lines.stream()
                .skip(header + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.replace("\\|", "|\u0000").split("\\|(?!\u0000)", -1))
                .toList();
    }

    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/security.md"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder.resolve("docs/security.md");
    }
}
