package io.github.dkredis.cli.demo;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A hash and its time to live in one step. */
final class HashStep implements Step {

    @Override
    public String title() {
        return "A hash as a map, with a time to live";
    }

    @Override
    public void run(Stage stage) {
        Story story = stage.story();
        story.code(
                "redis.hashes().set(\"session:1\", Map.of(\"user\", \"7\", \"lang\", \"da\"), Duration.ofMinutes(30))");
        stage.redis().hashes().set("session:1", Map.of("user", "7", "lang", "da"), Duration.ofMinutes(30));
        stage.server().resetStats();
        Map<String, String> fields = stage.redis().hashes().get("session:1");
        story.result(
                "read back",
                "%s, in %d command",
                new TreeMap<>(fields),
                stage.server().calls("hgetall"));
        story.result("it lives for", "%.1f s more", stage.ttlMillis("session:1") / 1e3);
        story.say("    Fields and time are set in one atomic step: a crash in between cannot leave it for ever.");
    }
}
