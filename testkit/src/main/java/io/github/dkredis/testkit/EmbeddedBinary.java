package io.github.dkredis.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import redis.embedded.core.ExecutableProvider;

/** Unpacks the embedded server from its jar. */
final class EmbeddedBinary {

    private EmbeddedBinary() {}

    /**
     * Unpacks the server into a directory that lives as long as the JVM.
     *
     * @param check makes the result from the unpacked program; if it fails, the directory is removed
     * @throws IllegalStateException if the jar has no server for this platform, or the check fails
     */
    static <T> T unpack(Function<Path, T> check) {
        ManagedTempDir directory = ManagedTempDir.create();
        try {
            Path program = ExecutableProvider.newJarResourceProvider(
                            directory.path().toFile())
                    .get()
                    .toPath();
            return check.apply(program);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw new IllegalStateException("No embedded Redis for this platform; install redis-server", e);
        }
    }
}
