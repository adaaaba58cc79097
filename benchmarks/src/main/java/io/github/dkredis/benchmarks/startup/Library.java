package io.github.dkredis.benchmarks.startup;

import io.github.dkredis.benchmarks.harness.LibraryVersion;

/** What asks the server first in a fresh JVM. */
enum Library {
    NONE("socket of the JDK", "java", "java"),
    LETTUCE("Lettuce", "io.lettuce", "lettuce-core"),
    JEDIS("Jedis", "redis.clients", "jedis"),
    REDISSON("Redisson", "org.redisson", "redisson"),
    DKREDIS("dkredis", "io.github.dkredis", "dkredis");

    private final String label;
    private final String group;
    private final String artifact;

    Library(String label, String group, String artifact) {
        this.label = label;
        this.group = group;
        this.artifact = artifact;
    }

    String label() {
        return label;
    }

    String version() {
        return this == NONE ? System.getProperty("java.version") : LibraryVersion.of(group, artifact);
    }
}
