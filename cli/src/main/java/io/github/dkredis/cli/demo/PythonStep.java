package io.github.dkredis.cli.demo;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.pickle.PyObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Values that Java and Python read from each other. */
final class PythonStep implements Step {

    private static final String NAIVE_KEY = "user:6";
    private static final String KEY = "user:7";
    private static final String ORDER_KEY = "order:1";
    private static final int COLUMNS_SHOWN = 31;

    @Override
    public String name() {
        return "python";
    }

    @Override
    public String title() {
        return "values that Java and Python share";
    }

    @Override
    public Summary play(Stage stage) {
        Story story = stage.story();
        story.say("A Java service stores a user, and a Python service wants to read it, and the other way round.");
        Optional<Python> python = Python.find(stage.server().port());
        if (python.isEmpty()) {
            story.say("The part of Python is skipped, because no python3 is on the PATH.");
        }
        try (DkRedis redis = stage.connect()) {
            story.naive("new ObjectOutputStream(bytes).writeObject(user)   // RedisTemplate's default");
            byte[] serialized = serialized(user());
            redis.values(Codec.bytes()).set(NAIVE_KEY, serialized);
            show(story, serialized);
            python.ifPresent(found -> story.figure("Python reads", "%s", found.read(NAIVE_KEY)));

            story.dkredis("redis.values().set(\"user:7\", user, Duration.ofMinutes(5))");
            redis.values().set(KEY, user(), Duration.ofMinutes(5));
            byte[] pickle = redis.values(Codec.bytes()).get(KEY, byte[].class).orElseThrow();
            show(story, pickle);
            python.ifPresent(found -> exchange(story, redis, found));
            return new Summary(
                    "bytes of the same value", Story.text("%d", serialized.length), Story.text("%d", pickle.length));
        }
    }

    private static void exchange(Story story, DkRedis redis, Python python) {
        story.figure("Python reads", "%s", python.read(KEY));
        python.storeOrder(ORDER_KEY);
        PyObject order = (PyObject) redis.values().get(ORDER_KEY).orElseThrow();
        story.figure("Python stores an Order; Java reads", "%s", order.attributes());
        story.say("Java has no class Order: it is read as data, and no code in it can run.");
    }

    private static Map<String, Object> user() {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("name", "Ada");
        user.put("roles", new ArrayList<>(List.of("admin", "author")));
        user.put("visits", 42);
        return user;
    }

    private static byte[] serialized(Map<String, Object> user) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(user);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void show(Story story, byte[] stored) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < stored.length && shown.length() < COLUMNS_SHOWN; i++) {
            int c = stored[i] & 0xff;
            shown.append(c > ' ' && c < 127 ? String.valueOf((char) c) : String.format(Locale.ROOT, "\\x%02x", c));
        }
        story.figure("bytes in Redis", "%d", stored.length);
        story.figure("the first of them", "%s...", shown);
    }
}
