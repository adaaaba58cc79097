package io.github.dkredis.website;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files of the project. A path is relative to the root and separated by slashes on every system; the root itself is
 * the empty path.
 */
record ProjectFolder(Path root) {

    /** What a build or a tool makes, which no clone of the repository contains. */
    private static final Set<String> GENERATED = Set.of("target", ".git", "__pycache__", "node_modules");

    ProjectFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** {@return the Markdown files, sorted; hidden folders are left out} */
    List<String> markdownFiles() throws IOException {
        return filesBelow("").stream().filter(path -> path.endsWith(".md")).toList();
    }

    /** {@return the files in this folder and in all folders below it, sorted; hidden ones are left out} */
    List<String> filesBelow(String folder) throws IOException {
        Path top = locate(folder);
        List<String> files = new ArrayList<>();
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean isSkipped = !directory.equals(top)
                        && (isHidden(directory)
                                || GENERATED.contains(directory.getFileName().toString()));
                return isSkipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!isHidden(file)) {
                    files.add(relative(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }

    /** {@return whether the path names a file that a clone of the repository can contain} */
    boolean isFile(String path) {
        return !isGenerated(path) && Files.isRegularFile(locate(path));
    }

    /** {@return whether the path names a folder that a clone of the repository can contain} */
    boolean isFolder(String path) {
        return !isGenerated(path) && Files.isDirectory(locate(path));
    }

    /** {@return the text of a file} */
    String read(String path) throws IOException {
        return Files.readString(locate(path));
    }

    /** {@return where a file of the project is on this machine} */
    Path locate(String path) {
        return root.resolve(path);
    }

    private String relative(Path file) {
        return SitePath.of(root.relativize(file));
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    private static boolean isGenerated(String path) {
        return SitePath.segments(path).stream().anyMatch(GENERATED::contains);
    }
}
