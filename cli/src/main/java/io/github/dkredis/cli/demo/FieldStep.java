package io.github.dkredis.cli.demo;

import io.github.dkredis.hash.AsyncHashes;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RespConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** One field of many hashes: in pages, against KEYS and an HGET for each. */
final class FieldStep implements Step {

    private static final int HASHES = 20_000;
    private static final int BATCH = 5_000;
    private static final int RUNS = 3;

    @Override
    public String title() {
        return String.format(
                java.util.Locale.ROOT, "One field of %,d hashes, and what the server does meanwhile", HASHES);
    }

    @Override
    public void run(Stage stage) {
        RedisServer server = stage.server();
        fill(stage.redis().hashes().async());
        server.command("CONFIG", "SET", "slowlog-log-slower-than", "0");
        server.command("CONFIG", "SET", "slowlog-max-len", String.valueOf(2 * HASHES));
        Best pages = new Best();
        Best keys = new Best();
        for (int run = 0; run < RUNS; run++) {
            pages.measure(server, () -> stage.redis().hashes().field("customer:*", "name"), "EVALSHA");
            keys.measure(server, () -> keysAndHget(server), "KEYS");
        }
        server.command("CONFIG", "SET", "slowlog-log-slower-than", "10000");
        server.command("SLOWLOG", "RESET");

        Story story = stage.story();
        story.code("redis.hashes().field(\"customer:*\", \"name\")");
        story.say("    %-22s %10s %12s %10s %24s", "", "names", "round trips", "time", "slowest server command");
        pages.tell(story, "dkredis field", pages.commands("evalsha", "eval", "script"));
        keys.tell(story, "KEYS, then HGET each", keys.commands("keys", "hget"));
        story.say(
                "    (The best of %d runs each.) The server does one command at a time: while KEYS runs, everybody",
                RUNS);
        story.say(
                "    else waits, and longer with every key. A page of field() stays as short however many there are.");
    }

    private static void fill(AsyncHashes hashes) {
        for (int from = 0; from < HASHES; from += BATCH) {
            List<CompletableFuture<?>> batch = new ArrayList<>();
            for (int i = from; i < from + BATCH; i++) {
                batch.add(hashes.set("customer:" + i, Map.of("name", "name " + i, "city", "Odense"))
                        .toCompletableFuture());
            }
            CompletableFuture.allOf(batch.toArray(CompletableFuture[]::new)).join();
        }
    }

    private static Map<String, String> keysAndHget(RedisServer server) {
        Map<String, String> names = new LinkedHashMap<>();
        try (RespConnection connection = server.connect()) {
            if (connection.call("KEYS", "customer:*") instanceof List<?> keys) {
                for (Object key : keys) {
                    names.put(
                            String.valueOf(key), String.valueOf(connection.call("HGET", String.valueOf(key), "name")));
                }
            }
        }
        return names;
    }

    /** The figures of the quickest run, and of the run whose slowest command was the quickest. */
    private static final class Best {

        private int names;
        private long nanos = Long.MAX_VALUE;
        private long slowestMicros = Long.MAX_VALUE;
        private String commandStats = "";

        void measure(RedisServer server, Supplier<Map<String, String>> way, String command) {
            server.resetStats();
            server.command("SLOWLOG", "RESET");
            long start = System.nanoTime();
            names = way.get().size();
            nanos = Math.min(nanos, System.nanoTime() - start);
            commandStats = String.valueOf(server.command("INFO", "commandstats"));
            slowestMicros = Math.min(slowestMicros, slowestMicros(server, command));
        }

        long commands(String... names) {
            return commandStats
                    .lines()
                    .filter(line -> Arrays.stream(names).anyMatch(name -> line.startsWith("cmdstat_" + name + ":")))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                    .sum();
        }

        void tell(Story story, String what, long trips) {
            double millis = nanos / 1e6;
            story.say("    %-22s %,10d %,12d %7.0f ms %21.2f ms", what, names, trips, millis, slowestMicros / 1e3);
        }

        private static long slowestMicros(RedisServer server, String command) {
            long micros = 0;
            if (server.command("SLOWLOG", "GET", String.valueOf(2 * HASHES)) instanceof List<?> entries) {
                for (Object entry : entries) {
                    List<?> parts = (List<?>) entry;
                    String name = String.valueOf(((List<?>) parts.get(3)).get(0));
                    if (name.equalsIgnoreCase(command) && parts.get(2) instanceof Long took) {
                        micros = Math.max(micros, took);
                    }
                }
            }
            return micros;
        }
    }
}
