package io.github.dkredis.benchmarks.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version of a library on the class path, from what Maven left in its jar. */
public final class LibraryVersion {
    private LibraryVersion() {}

    /** The version in the manifest of the jar that a class is in, for a library that Maven did not build. */
    public static String ofJarWith(Class<?> type) {
        return Objects.requireNonNullElse(type.getPackage().getImplementationVersion(), "?");
    }

    /** The version; {@code dev} for classes that are in no jar. */
    public static String of(String group, String artifact) {
        String name = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream in = LibraryVersion.class.getResourceAsStream(name)) {
            if (in == null) {
                return "dev";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "dev");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
