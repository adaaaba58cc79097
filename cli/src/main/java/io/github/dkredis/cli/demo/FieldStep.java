package io.github.dkredis.cli.demo;

import io.github.dkredis.DkRedis;
import io.github.dkredis.hash.AsyncHashes;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RespConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One field of many hashes: by KEYS and an HGET for each, and by short pages. */
final class FieldStep implements Step {

    private static final int HASHES = 50_000;
    private static final int BATCH = 5_000;
    private static final int RUNS = 2;
    private static final String PATTERN = "customer:*";
    private static final String FIELD = "name";

    @Override
    public String name() {
        return "field";
    }

    @Override
    public String title() {
        return "one field of many hashes";
    }

    @Override
    public Summary play(Stage stage) {
        Story story = stage.story();
        story.say(
                "A program wants the names of %,d customers, each of which is a hash; Redis runs one command at a time,"
                        + " so a long command keeps every other client waiting.",
                HASHES);
        RedisServer server = stage.server();
        try (DkRedis redis = stage.connect()) {
            fill(redis.hashes().async());
            story.naive("KEYS customer:*       # then HGET name for each key");
            CommandLog.Measurement keys =
                    CommandLog.bestOf(RUNS, server, Set.of("KEYS", "HGET"), () -> keysAndHget(server));
            tell(story, keys);
            story.dkredis("redis.hashes().field(\"customer:*\", \"name\")");
            CommandLog.Measurement pages = CommandLog.bestOf(
                    RUNS,
                    server,
                    Set.of("EVALSHA", "EVAL"),
                    () -> redis.hashes().field(PATTERN, FIELD));
            tell(story, pages);
            story.say("KEYS takes longer with every key. A page of field() stays short, however many keys there are.");
            return new Summary("the longest command", millis(keys), millis(pages));
        }
    }

    private static void tell(Story story, CommandLog.Measurement measured) {
        story.figure("names found", "%,d in %,.0f ms", measured.results(), measured.nanos() / 1e6);
        story.figure("commands sent", "%,d", measured.commands());
        story.figure("the longest command on the server", "%s", millis(measured));
    }

    private static String millis(CommandLog.Measurement measured) {
        return Story.text("%,.2f ms", measured.longestMicros() / 1e3);
    }

    private static void fill(AsyncHashes hashes) {
        for (int from = 0; from < HASHES; from += BATCH) {
            List<CompletableFuture<?>> batch = new ArrayList<>();
            for (int i = from; i < from + BATCH; i++) {
                batch.add(hashes.set("customer:" + i, Map.of(FIELD, "name " + i, "city", "Odense"))
                        .toCompletableFuture());
            }
            CompletableFuture.allOf(batch.toArray(CompletableFuture[]::new)).join();
        }
    }

    private static Map<String, String> keysAndHget(RedisServer server) {
        Map<String, String> names = new LinkedHashMap<>();
        try (RespConnection connection = server.connect()) {
            if (connection.call("KEYS", PATTERN) instanceof List<?> keys) {
                for (Object key : keys) {
                    names.put(String.valueOf(key), String.valueOf(connection.call("HGET", String.valueOf(key), FIELD)));
                }
            }
        }
        return names;
    }
}
