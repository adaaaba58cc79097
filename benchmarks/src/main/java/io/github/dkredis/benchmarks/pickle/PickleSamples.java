package io.github.dkredis.benchmarks.pickle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The five sample values. They have been converted to JSON and back, and reach Python as JSON, because a pickle depends
 * on which strings are the same object: on both sides, equal strings are distinct objects, except the keys of maps.
 */
final class PickleSamples {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MEBI = 1 << 20;
    private static final int USERS = 1000;

    private PickleSamples() {}

    /**
     * {@return by name: a small dict, a user, 1,000 users, 1 Mi ASCII characters, 1 Mi characters with a fifth of
     * Danish ones}
     */
    static Map<String, Object> all() {
        Map<String, Object> samples = new LinkedHashMap<>();
        samples.put("a", throughJson(Map.of("answer", 42)));
        samples.put("b", throughJson(user(1)));
        List<Object> users = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            users.add(user(i));
        }
        samples.put("c", throughJson(users));
        samples.put("d", text("abcdefghijklmnopqrstuvwxyz 0123456789"));
        samples.put("e", text("abcdefghijklæøå"));
        return samples;
    }

    private static Map<String, @Nullable Object> user(int id) {
        Map<String, @Nullable Object> user = new LinkedHashMap<>();
        user.put("id", 100_000 + id);
        user.put("name", "Karen Blixen " + id);
        user.put("email", "karen" + id + "@example.org");
        user.put("active", id % 3 != 0);
        user.put("score", id * 1.25 + 0.5);
        user.put("logins", id * 7 % 300);
        user.put("created", "2026-11-01T12:30:00");
        user.put("roles", List.of("admin", "editor"));
        user.put("address", null);
        user.put("language", "da");
        return user;
    }

    private static String text(String alphabet) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder(MEBI);
        for (int i = 0; i < MEBI; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static Object throughJson(Object value) {
        return JSON.readValue(JSON.writeValueAsBytes(value), Object.class);
    }
}
