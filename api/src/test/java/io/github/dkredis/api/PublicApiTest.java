package io.github.dkredis.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a module offers is committed as its {@code api.txt}, so that a change for users is seen in the diff. This class
 * runs in the tests of each published module, with the module's folder as the working directory.
 */
class PublicApiTest {

    private static final String HEADER =
            "# The public API of this module. PublicApiTest compares it with the classes; docs/releasing.md"
                    + " says how to update it.";
    private static final boolean UPDATE = Boolean.getBoolean("dkredis.api.update");

    @Test
    void publicApi_builtFromTheClasses_isTheCommittedText() throws IOException {
        Path module = Path.of("").toAbsolutePath();
        Path file = module.resolve("api.txt");
        List<String> found = new ArrayList<>(List.of(HEADER));
        found.addAll(PublicApi.ofClasses(module.resolve("target/classes")));
        if (UPDATE) {
            Files.write(file, found);
            return;
        }
        List<String> committed = Files.exists(file) ? Files.readAllLines(file) : List.of();
        if (!committed.equals(found)) {
            fail("the public API differs from " + module.getFileName() + "/api.txt:\n"
                    + String.join("\n", differences(committed, found))
                    + "\nIf users are meant to see this change, write the file anew and commit it:\n"
                    + "mvn test -pl " + module.getFileName() + " -am -Dtest=PublicApiTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Ddkredis.api.update=true");
        }
    }

    /** The members that were removed and added, below the type that they belong to. */
    private static List<String> differences(List<String> before, List<String> after) {
        List<String> lines = new ArrayList<>();
        addMissing("- ", before, after, lines);
        addMissing("+ ", after, before, lines);
        return lines.isEmpty() ? List.of("the order of the lines") : lines;
    }

    private static void addMissing(String mark, List<String> these, List<String> those, List<String> lines) {
        List<String> known = qualified(those);
        for (String line : qualified(these)) {
            if (!known.contains(line)) {
                lines.add(mark + line);
            }
        }
    }

    private static List<String> qualified(List<String> lines) {
        List<String> all = new ArrayList<>();
        String type = "";
        for (String line : lines) {
            boolean isMember = line.startsWith(" ");
            type = isMember ? type : line;
            all.add(isMember ? line.strip() + "   (in " + type + ")" : line);
        }
        return all;
    }

    @Test
    void text_ofTypesWithEveryKindOfMember_hasWhatUsersSeeAndNothingElse() {
        assertEquals(
                List.of(
                        "public abstract static class io.github.dkredis.api.PublicApiTest.Sample<T extends Number>"
                                + " extends io.github.dkredis.api.PublicApiTest.Hidden implements Comparable<T>",
                        "    @Deprecated public final void old() throws java.io.IOException",
                        "    protected Sample(@Nullable String, int[])",
                        "    protected abstract java.util.List<? extends @Nullable T> items(String...)",
                        "    public int compareTo(T)",
                        "    public static final int LIMIT",
                        "    public void inherited()"),
                PublicApi.ofType(Sample.class));
        assertEquals(
                List.of(
                        "public record io.github.dkredis.api.PublicApiTest.Point",
                        "    public Point(int)",
                        "    public final String toString()",
                        "    public final boolean equals(Object)",
                        "    public final int hashCode()",
                        "    public int x()"),
                PublicApi.ofType(Point.class).stream()
                        .map(line -> line.replace("@Nullable ", ""))
                        .toList());
    }

    private static class Hidden {
        @SuppressWarnings("unused")
        public void inherited() {}

        @SuppressWarnings("unused")
        void unseen() {}
    }

    /** A class with members of each kind. */
    public abstract static class Sample<T extends Number> extends Hidden implements Comparable<T> {
        public static final int LIMIT = 1;

        int unseen;

        protected Sample(@Nullable String text, int[] numbers) {
            unseen = numbers.length;
        }

        protected abstract List<? extends @Nullable T> items(String... names);

        /** No longer used. */
        @Deprecated
        public final void old() throws IOException {}

        @Override
        public int compareTo(T other) {
            return 0;
        }
    }

    /** A record. */
    public record Point(int x) {}
}
