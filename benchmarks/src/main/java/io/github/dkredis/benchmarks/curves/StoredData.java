package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.cache.Cache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.value.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The keys and values of a point, which all libraries share unless a library has a format of its own. */
final class StoredData {
    /** The pattern of the hashes. */
    static final String HASHES = "curve:hash:*";

    /** The field that is read of each hash. */
    static final String FIELD = "name";

    /** As many bytes as are stored with one command. */
    private static final int BYTES_AT_ONCE = 1_000_000;

    private static final int KEYS_AT_ONCE = 1_000;

    private final int keys;
    private final int hashes;
    private final byte[] value;
    private final String text;

    StoredData(Shape shape) {
        keys = shape.keys();
        hashes = shape.hashes();
        text = "x".repeat(shape.bytes());
        value = text.getBytes(StandardCharsets.US_ASCII);
    }

    // ---- values

    String valueKey(int key) {
        return "curve:value:" + key;
    }

    byte[] value() {
        return value;
    }

    void storeValues(DkRedis redis) {
        store(redis.values(Codec.bytes()), this::valueKey, value);
    }

    private void store(Values values, IntFunction<String> keyOf, Object stored) {
        inPages((from, end) -> {
            Map<String, Object> page = new HashMap<>();
            IntStream.range(from, end).forEach(key -> page.put(keyOf.apply(key), stored));
            values.setAll(page);
        });
    }

    void checkValue(byte @Nullable [] found) {
        if (found == null || found.length != value.length || found[found.length - 1] != value[value.length - 1]) {
            throw new WrongResultException("not the value that was stored");
        }
    }

    // ---- updates

    String updatedKey(String library, int key) {
        return "curve:updated:" + library + ":" + key;
    }

    /** The text after the one that is stored, of the same length: its first character changes. */
    String nextText(@Nullable String current) {
        return current == null || current.charAt(0) == 'y' ? text : "y" + text.substring(1);
    }

    void checkText(@Nullable String found) {
        if (found == null || found.length() != text.length()) {
            throw new WrongResultException("not the text that was stored");
        }
    }

    // ---- cache

    String entryKey(int key) {
        return "user:" + key;
    }

    /** The keys of all entries, as new objects. */
    String[] entryKeys() {
        return IntStream.range(0, keys).mapToObj(this::entryKey).toArray(String[]::new);
    }

    /** The key of a text that is stored without a cache. */
    String textKey(int key) {
        return "curve:text:" + key;
    }

    void storeTexts(DkRedis redis, Codec codec) {
        store(redis.values(codec), this::textKey, text);
    }

    void storeEntries(Cache<String, String> cache) {
        inPages((from, end) -> {
            Map<String, String> page = new HashMap<>();
            IntStream.range(from, end).forEach(key -> page.put(entryKey(key), text));
            cache.putAll(page);
        });
    }

    /** Reads all entries, so that the near cache has them. */
    void readEntries(Cache<String, String> cache) {
        inPages((from, end) -> {
            List<String> page =
                    IntStream.range(from, end).mapToObj(this::entryKey).toList();
            for (int pass = 0; pass < 2; pass++) {
                cache.getAll(page).values().forEach(this::checkText);
            }
        });
    }

    // ---- hashes

    void storeHashes(DkRedis redis) {
        Deque<CompletionStage<?>> underWay = new ArrayDeque<>();
        for (int key = 0; key < hashes; key++) {
            if (underWay.size() == KEYS_AT_ONCE) {
                underWay.remove().toCompletableFuture().join();
            }
            underWay.add(redis.hashes().async().set("curve:hash:" + key, Map.of(FIELD, text, "age", "36")));
        }
        underWay.forEach(stage -> stage.toCompletableFuture().join());
    }

    void checkHashes(Map<String, String> found) {
        if (found.size() != hashes) {
            throw new WrongResultException(found.size() + " of " + hashes + " hashes");
        }
    }

    /** Calls for each page of keys: its first key, and the one after its last. */
    private void inPages(BiConsumer<Integer, Integer> page) {
        int size = Math.max(1, Math.min(KEYS_AT_ONCE, BYTES_AT_ONCE / value.length));
        for (int from = 0; from < keys; from += size) {
            page.accept(from, Math.min(from + size, keys));
        }
    }
}
