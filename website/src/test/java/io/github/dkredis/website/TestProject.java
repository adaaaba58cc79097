package io.github.dkredis.website;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A small project in a folder of a test. */
record TestProject(Path root) {

    /** Writes a file, and the folders that it is in. */
    TestProject with(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    ProjectFolder folder() {
        return new ProjectFolder(root);
    }

    Map<String, MarkdownPage> pages() throws IOException {
        return SiteBuilder.read(folder());
    }
}
