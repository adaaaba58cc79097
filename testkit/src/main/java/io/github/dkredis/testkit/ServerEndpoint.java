package io.github.dkredis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a server listens and keeps its files: stays the same over its restarts. */
record ServerEndpoint(
        ManagedTempDir directory,
        int port,
        @Nullable Path socket,
        @Nullable TlsFiles tlsFiles) {

    static ServerEndpoint choose(RedisServerBuilder options) {
        ManagedTempDir directory = ManagedTempDir.create();
        return new ServerEndpoint(
                directory,
                FreePort.find(),
                options.has(RedisServerBuilder.Trait.UNIX_SOCKET) ? directory.file("redis.sock") : null,
                options.has(RedisServerBuilder.Trait.TLS) ? TlsFiles.create(directory, FreePort.find()) : null);
    }

    Path unixSocket() {
        if (socket == null) {
            throw new IllegalStateException("Started without a Unix socket: builder().unixSocket()");
        }
        return socket;
    }

    TlsFiles tls() {
        if (tlsFiles == null) {
            throw new IllegalStateException("Started without TLS: builder().tls()");
        }
        return tlsFiles;
    }

    void removeData() {
        directory.delete("appendonlydir");
        directory.delete("appendonly.aof");
        directory.delete("dump.rdb");
    }

    Path writeConfiguration(List<String> more) {
        List<String> lines = new ArrayList<>(List.of(
                "port " + port,
                "bind 127.0.0.1",
                "protected-mode yes",
                "daemonize no",
                "save \"\"",
                ConfigLine.of("dir", directory.folder().toString())));
        if (socket != null) {
            lines.add(ConfigLine.of("unixsocket", socket.toString()));
            lines.add("unixsocketperm 700");
        }
        if (tlsFiles != null) {
            lines.addAll(tlsFiles.configuration());
        }
        lines.addAll(more);
        try {
            return Files.write(directory.file("redis.conf"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
