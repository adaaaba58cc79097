package io.github.dkredis.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, and the Java code in it.
 *
 * @param name the path below {@code docs}, such as {@code guides/from-jedis.md}
 * @param text the whole page
 */
public record DocPage(String name, String text) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```");
    private static final Pattern COMMENT = Pattern.compile("(?m)/\\*[\\s\\S]*?\\*/|(?:^|\\s)//[^\\n]*");

    /** The root folder of the project, wherever the build was started. */
    public static Path project() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("README.md")) || !Files.exists(folder.resolve("docs"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder;
    }

    /** Reads a page that is not below {@code docs}. */
    public static DocPage of(Path file) throws IOException {
        return new DocPage(file.getFileName().toString(), Files.readString(file));
    }

    /** {@return all pages below {@code docs} that contain Java code, in the order of their names} */
    public static List<DocPage> withJava() throws IOException {
        Path docs = project().resolve("docs");
        List<DocPage> pages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(docs)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".md")) {
                    String name = docs.relativize(file).toString().replace('\\', '/');
                    DocPage page = new DocPage(name, Files.readString(file));
                    if (page.text.contains("```java")) {
                        pages.add(page);
                    }
                }
            }
        }
        return pages;
    }

    /**
     * {@return the Java blocks of the page}
     *
     * @throws AssertionError if the page has a block that is indented, which no test would find
     */
    public List<String> blocks() {
        List<String> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            blocks.add(block.group(1));
        }
        if (blocks.size() != text.split("```java", -1).length - 1) {
            throw new AssertionError(name + ": a Java block has to begin and end at the left margin");
        }
        return blocks;
    }

    /**
     * {@return the declarations and groups of statements of a block, which are separated by empty lines; each import is
     * a part too} A test that has the same code has them in its own order.
     */
    public static List<String> parts(String block) {
        return Stream.of(block.split("\n\n(?=\\S)|(?<=;)\n(?=import )", -1)).toList();
    }

    /** {@return code without comments and white space, so that it can be compared with formatted code} */
    public static String compact(String code) {
        return COMMENT.matcher(code).replaceAll("").replaceAll("\\s+", "");
    }
}
