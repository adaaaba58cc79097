package io.github.dkredis.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** Unpacks the server from its jar, once a JVM. */
final class EmbeddedBinary {

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static @Nullable RedisBinary unpacked;

    private EmbeddedBinary() {}

    static RedisBinary get() {
        LOCK.lock();
        try {
            if (unpacked == null) {
                unpacked = unpack();
            }
            return unpacked;
        } finally {
            LOCK.unlock();
        }
    }

    private static RedisBinary unpack() {
        ManagedTempDir directory = ManagedTempDir.create();
        try {
            Path program = ExecutableProvider.newJarResourceProvider(
                            directory.folder().toFile())
                    .get()
                    .toPath();
            return RedisBinary.of(program, "embedded");
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw new IllegalStateException("No embedded Redis for this platform; install redis-server", e);
        }
    }
}
