package io.github.dkredis.website;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Arithmetic with relative paths whose segments are separated by slashes. */
final class SitePath {

    private SitePath() {}

    /** {@return a relative path of this machine, with slashes} */
    static String of(Path path) {
        return StreamSupport.stream(path.spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    /** {@return the segments of a path; the empty path has none} */
    static List<String> segments(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .toList();
    }

    /** {@return the folder of a file, the empty path for a file at the top} */
    static String folder(String file) {
        int slash = file.lastIndexOf('/');
        return slash < 0 ? "" : file.substring(0, slash);
    }

    /** {@return the last segment of a path} */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** {@return the path of this name in a folder, which may be the empty path} */
    static String in(String folder, String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }

    /** {@return {@code "../"} for each folder that a file is in: the way from the file to the top} */
    static String toTop(String file) {
        return "../".repeat(segments(file).size() - 1);
    }

    /** {@return the way from one file to another} */
    static String relative(String from, String to) {
        List<String> start = segments(folder(from));
        List<String> end = segments(to);
        int common = 0;
        while (common < start.size()
                && common < end.size() - 1
                && start.get(common).equals(end.get(common))) {
            common++;
        }
        List<String> way = new ArrayList<>();
        for (int up = common; up < start.size(); up++) {
            way.add("..");
        }
        way.addAll(end.subList(common, end.size()));
        return String.join("/", way);
    }
}
