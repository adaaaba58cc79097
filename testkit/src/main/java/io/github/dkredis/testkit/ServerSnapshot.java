package io.github.dkredis.testkit;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The settings and users of a fresh server; {@link #restore} returns the server to them, without any data, after a
 * test.
 */
final class ServerSnapshot {

    private final RedisServer server;
    private final Map<String, String> settings;
    private final List<String> users;

    private ServerSnapshot(RedisServer server) {
        this.server = server;
        this.settings = settings(server);
        this.users = list(server, "ACL", "LIST");
    }

    static ServerSnapshot of(RedisServer server) {
        return new ServerSnapshot(server);
    }

    void restore() {
        try {
            server.restartEmpty();
            restoreSettings();
            restoreUsers();
            server.command("CLIENT", "UNPAUSE");
            server.command("FLUSHALL");
            flushCode();
            server.resetStats();
        } catch (ErrorReplyException | UncheckedIOException e) {
            // A script that never ends, or a default user without rights: only a new process helps.
            server.kill();
            server.restartEmpty();
            server.resetStats();
        }
    }

    private void restoreSettings() {
        Map<String, String> now = settings(server);
        settings.forEach((name, value) -> {
            if (!value.equals(now.get(name))) {
                server.command("CONFIG", "SET", name, value);
            }
        });
    }

    private void restoreUsers() {
        List<String> now = list(server, "ACL", "LIST");
        if (now.equals(users)) {
            return;
        }
        for (String user : now) {
            String name = user.split(" ", -1)[1];
            if (!name.equals("default")) {
                server.command("ACL", "DELUSER", name);
            }
        }
        for (String user : users) {
            List<String> words = new ArrayList<>(List.of(user.split(" ", -1)));
            server.command(Stream.concat(
                            Stream.of("ACL", "SETUSER", words.get(1), "reset"),
                            words.stream().skip(2))
                    .toArray(String[]::new));
        }
    }

    private void flushCode() {
        server.command("SCRIPT", "FLUSH");
        try {
            server.command("FUNCTION", "FLUSH");
        } catch (ErrorReplyException e) {
            // Redis has had functions since version 7.
        }
    }

    private static Map<String, String> settings(RedisServer server) {
        Map<String, String> found = new LinkedHashMap<>();
        List<String> flat = list(server, "CONFIG", "GET", "*");
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            found.put(flat.get(i), flat.get(i + 1));
        }
        return found;
    }

    private static List<String> list(RedisServer server, String... words) {
        return server.command(words) instanceof List<?> found
                ? found.stream().map(String::valueOf).toList()
                : List.of();
    }
}
