package io.github.dkredis.website;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The files that this command brings along: its own, and those of the WebJars on the class path. */
final class Resources {

    /** The folder of the site that they are copied to. */
    static final String FOLDER = "assets";

    private static final List<String> OWN = List.of("site.css", "site.js", "search.js", "icon.svg");

    /** One file of a WebJar, and its name in the site. */
    private record Bundled(String group, String webJar, String file, String name) {}

    private static final List<Bundled> BUNDLED = List.of(
            new Bundled("org.webjars", "highlightjs", "highlight.min.js", "highlight.js"),
            new Bundled("org.webjars.npm", "mermaid", "dist/mermaid.min.js", "mermaid.js"));

    private Resources() {}

    /** {@return the text of a file of this package} */
    static String text(String name) throws IOException {
        return new String(bytes("io/github/dkredis/website/" + name), StandardCharsets.UTF_8);
    }

    /** Copies the style sheet, the scripts and their licences into the site. */
    static void copyTo(Path site) throws IOException {
        Path folder = Files.createDirectories(site.resolve(FOLDER));
        for (String name : OWN) {
            Files.writeString(folder.resolve(name), text(name));
        }
        for (Bundled bundled : BUNDLED) {
            String webJar = folder(bundled);
            Files.write(folder.resolve(bundled.name()), bytes(webJar + bundled.file()));
            Optional<byte[]> licence = find(webJar + "LICENSE");
            if (licence.isPresent()) {
                Files.write(folder.resolve(bundled.name() + ".LICENSE"), licence.get());
            }
        }
    }

    /** {@return where the files of a WebJar are on the class path: the folder has the version in its name} */
    private static String folder(Bundled bundled) throws IOException {
        String name = bundled.webJar();
        byte[] properties = bytes("META-INF/maven/" + bundled.group() + "/" + name + "/pom.properties");
        Properties values = new Properties();
        values.load(new ByteArrayInputStream(properties));
        return "META-INF/resources/webjars/" + name + "/" + values.getProperty("version") + "/";
    }

    private static byte[] bytes(String path) throws IOException {
        return find(path).orElseThrow(() -> new IOException("there is no " + path + " on the class path"));
    }

    private static Optional<byte[]> find(String path) throws IOException {
        Optional<InputStream> found = open(path);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream stream = found.get()) {
            return Optional.of(stream.readAllBytes());
        }
    }

    private static Optional<InputStream> open(String path) {
        return Optional.ofNullable(Resources.class.getClassLoader().getResourceAsStream(path));
    }
}
