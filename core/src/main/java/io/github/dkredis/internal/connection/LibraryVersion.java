package io.github.dkredis.internal.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The name and the version of this library, as {@code CLIENT LIST} shows them on Redis 7.2 or newer. */
final class LibraryVersion {

    static final String NAME = "dkredis-java";

    /** Filled in by the build. */
    static final String VERSION = read();

    private LibraryVersion() {}

    private static String read() {
        Properties properties = new Properties();
        try (InputStream in = LibraryVersion.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
