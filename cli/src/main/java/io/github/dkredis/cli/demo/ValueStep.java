package io.github.dkredis.cli.demo;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.pickle.PyObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value with a time to live, and Python on the other side. */
final class ValueStep implements Step {

    @Override
    public String title() {
        return "A value that Python reads, and one that Python wrote";
    }

    @Override
    public void run(Stage stage) {
        Story story = stage.story();
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("name", "Ada");
        user.put("roles", List.of("admin", "author"));
        user.put("visits", 42);
        story.code("redis.values().set(\"user:7\", user, Duration.ofMinutes(5))");
        stage.redis().values().set("user:7", user, Duration.ofMinutes(5));
        byte[] stored =
                stage.redis().values(Codec.bytes()).get("user:7", byte[].class).orElseThrow();
        story.result("stored as a pickle", "%d bytes: %s", stored.length, printable(stored));
        story.result("it lives for", "%.1f s more", stage.ttlMillis("user:7") / 1e3);
        story.result("Java reads", "%s", stage.redis().values().get("user:7").orElseThrow());
        Optional<String> python = Python.run(
                Python.script("peer.py"), String.valueOf(stage.server().port()));
        if (python.isEmpty()) {
            story.say("    (There is no python3 here that could read it too.)");
            return;
        }
        story.result("a python3 process reads", "%s", python.get());
        PyObject order = (PyObject) stage.redis().values().get("order:1").orElseThrow();
        story.result("and stores its own Order", "%s", order.attributes());
        story.say(
                "    Java has no class %s: it is read as data, and no code in it can run.",
                order.module() + "." + order.name());
    }

    private static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (char c : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
            text.append(c >= ' ' && c < 127 ? String.valueOf(c) : String.format("\\x%02x", (int) c));
        }
        return text.length() > 60 ? text.substring(0, 60) + "..." : text.toString();
    }
}
