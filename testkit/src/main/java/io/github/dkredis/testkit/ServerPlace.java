package io.github.dkredis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a server listens and keeps its files: stays the same over its restarts. */
record ServerPlace(
        Den den, int port, @Nullable Path socket, @Nullable TlsFiles tlsFiles) {

    static ServerPlace choose(RedisServerBuilder options) {
        Den den = Den.create();
        return new ServerPlace(
                den,
                FreePort.find(),
                options.has(RedisServerBuilder.Trait.UNIX_SOCKET) ? den.file("redis.sock") : null,
                options.has(RedisServerBuilder.Trait.TLS) ? TlsFiles.create(den, FreePort.find()) : null);
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
        den.delete("appendonlydir");
        den.delete("appendonly.aof");
        den.delete("dump.rdb");
    }

    Path writeConfiguration(List<String> more) {
        List<String> lines = new ArrayList<>(List.of(
                "port " + port,
                "bind 127.0.0.1",
                "protected-mode yes",
                "daemonize no",
                "save \"\"",
                ConfigLine.of("dir", den.folder().toString())));
        if (socket != null) {
            lines.add(ConfigLine.of("unixsocket", socket.toString()));
            lines.add("unixsocketperm 700");
        }
        if (tlsFiles != null) {
            lines.addAll(tlsFiles.configuration());
        }
        lines.addAll(more);
        try {
            return Files.write(den.file("redis.conf"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
