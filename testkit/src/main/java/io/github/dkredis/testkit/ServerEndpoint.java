package io.github.dkredis.testkit;

import io.github.dkredis.testkit.ServerOptions.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ports and files of a server, which stay the same over its restarts.
 *
 * @param directory holds the configuration, the log and the data
 * @param port the plain port
 * @param socket the Unix socket, if the server has one
 * @param tlsFiles the TLS port and its certificate, if the server has one
 */
record ServerEndpoint(
        ManagedTempDir directory,
        int port,
        @Nullable Path socket,
        @Nullable TlsFiles tlsFiles) {

    static ServerEndpoint choose(ServerOptions options) {
        ManagedTempDir directory = ManagedTempDir.create();
        return new ServerEndpoint(
                directory,
                options.mode().freePort(),
                options.transports().contains(Transport.UNIX_SOCKET) ? directory.file("redis.sock") : null,
                options.transports().contains(Transport.TLS)
                        ? TlsFiles.create(directory, options.mode().freePort(), options.tls())
                        : null);
    }

    Path unixSocket() {
        if (socket == null) {
            throw new IllegalStateException("The server was started without a Unix socket; use builder().unixSocket()");
        }
        return socket;
    }

    TlsFiles tls() {
        if (tlsFiles == null) {
            throw new IllegalStateException("The server was started without TLS; use builder().tls()");
        }
        return tlsFiles;
    }

    void removeData() {
        directory.delete("appendonlydir");
        directory.delete("appendonly.aof");
        directory.delete("dump.rdb");
    }

    /** Writes the configuration. A Sentinel keeps its knowledge there, so its file is written only once. */
    Path configuration(ServerOptions options) {
        Path file = directory.file("redis.conf");
        return options.mode() == ServerOptions.Mode.SENTINEL && Files.exists(file)
                ? file
                : write(file, options.lines());
    }

    private Path write(Path file, List<String> more) {
        List<String> lines = new ArrayList<>(List.of(
                "port " + port,
                "bind 127.0.0.1",
                "protected-mode yes",
                "daemonize no",
                "save \"\"",
                ConfigLine.of("dir", directory.path().toString())));
        if (socket != null) {
            lines.add(ConfigLine.of("unixsocket", socket.toString()));
            lines.add("unixsocketperm 700");
        }
        if (tlsFiles != null) {
            lines.addAll(tlsFiles.configuration());
        }
        lines.addAll(more);
        try {
            return Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
