package io.github.dkredis.website;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The API docs of a module, which an earlier build has made. */
record ApiDocs(String module, Path folder) {

    /** The folder of the site that they are copied to. */
    static final String SITE_FOLDER = "apidocs";

    /** {@return the API docs of all modules of the project that have them, sorted by module} */
    static List<ApiDocs> find(ProjectFolder project) throws IOException {
        List<ApiDocs> found = new ArrayList<>();
        try (Stream<Path> folders = Files.list(project.root())) {
            for (Path module : folders.sorted().toList()) {
                Path docs = module.resolve("target/reports/apidocs");
                if (Files.isRegularFile(docs.resolve(SiteLayout.INDEX))) {
                    found.add(new ApiDocs(module.getFileName().toString(), docs));
                }
            }
        }
        return found;
    }

    /** {@return the first page of these docs in the site} */
    String sitePath() {
        return SITE_FOLDER + "/" + module + "/" + SiteLayout.INDEX;
    }

    /** Copies these docs into the site. */
    void copyTo(Path site) throws IOException {
        Path target = site.resolve(SITE_FOLDER).resolve(module);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(folder.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
