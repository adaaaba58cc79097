package io.github.dkredis.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of a fresh server, to which it is brought back after a test, emptied. */
final class ServerSnapshot {

    private final RedisServer server;
    private final Map<String, String> settings;

    private ServerSnapshot(RedisServer server) {
        this.server = server;
        this.settings = settings(server);
    }

    static ServerSnapshot of(RedisServer server) {
        return new ServerSnapshot(server);
    }

    void restore() {
        server.restartEmpty();
        restoreSettings();
        server.command("CLIENT", "UNPAUSE");
        server.command("FLUSHALL");
        server.command("SCRIPT", "FLUSH");
        server.resetStats();
    }

    private void restoreSettings() {
        Map<String, String> now = settings(server);
        settings.forEach((name, value) -> {
            if (!value.equals(now.get(name))) {
                server.command("CONFIG", "SET", name, value);
            }
        });
    }

    private static Map<String, String> settings(RedisServer server) {
        Map<String, String> settings = new LinkedHashMap<>();
        List<?> flat = (List<?>) server.command("CONFIG", "GET", "*");
        for (int i = 0; flat != null && i + 1 < flat.size(); i += 2) {
            settings.put(String.valueOf(flat.get(i)), String.valueOf(flat.get(i + 1)));
        }
        return settings;
    }
}
