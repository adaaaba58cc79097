package io.github.dkredis.benchmarks.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Finds the version of a library on the class path. */
public final class LibraryVersion {
    private LibraryVersion() {}

    /** {@return the version in the manifest of the jar that contains a class, for a library not built by Maven} */
    public static String ofJarWith(Class<?> type) {
        return Objects.requireNonNullElse(type.getPackage().getImplementationVersion(), "?");
    }

    /** {@return the version in the Maven properties of the jar; {@code dev} if the library is not in a jar} */
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
