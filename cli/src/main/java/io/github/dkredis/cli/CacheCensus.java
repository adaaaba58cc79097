package io.github.dkredis.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Counts what caches have on a server, from their keys; of a size that depends on the number of caches alone. */
final class CacheCensus {

    private static final String OBJECTS = "obj-cache:";
    private static final String FILL = "dkredis:cache-fill:{";

    /** Seconds, microseconds and nine random digits: what no part of a name looks like. */
    private static final Pattern NAMED = Pattern.compile("dkredis:cache:(.+?):(\\d{25}):.*", Pattern.DOTALL);

    private static final int RANDOM_DIGITS = 9;
    private static final String TOMBSTONE = "t:";

    /** What a key is to a cache. */
    enum Kind {
        ENTRY,
        FILL,
        GENERATION,
        NONE
    }

    private final Map<String, String> generations = new TreeMap<>();

    /** By the name of a cache and the generation; both empty for Python's. */
    private final Map<List<String>, Tally> tallies = new HashMap<>();

    static Kind kind(String key) {
        if (key.startsWith(CacheEntries.GENERATION)) {
            return Kind.GENERATION;
        } else if (key.startsWith(FILL)) {
            return Kind.FILL;
        }
        return placeOf(key) == null ? Kind.NONE : Kind.ENTRY;
    }

    private static @Nullable List<String> placeOf(String entry) {
        if (entry.startsWith(OBJECTS)) {
            return List.of("", "");
        }
        Matcher named = NAMED.matcher(entry);
        return named.matches() ? List.of(named.group(1), named.group(2)) : null;
    }

    /**
     * Counts an entry.
     *
     * @param leftMillis its PTTL
     * @param bytes its size in the server's memory
     */
    void entry(String key, long leftMillis, long bytes) {
        List<String> place = placeOf(key);
        if (place != null && leftMillis != -2) {
            tally(place).entry(leftMillis, bytes);
        }
    }

    /** Counts a fill lease or a tombstone, or notes a generation; with an empty text if it has gone meanwhile. */
    void other(String key, String content) {
        if (content.isEmpty()) {
            return;
        }
        if (key.startsWith(CacheEntries.GENERATION)) {
            generations.put(key.substring(CacheEntries.GENERATION.length()), content);
            return;
        }
        List<String> place = placeOf(key.substring(FILL.length(), key.length() - 1));
        if (place != null) {
            Tally tally = tally(place);
            if (content.startsWith(TOMBSTONE)) {
                tally.tombstones++;
            } else {
                tally.fills++;
            }
        }
    }

    private Tally tally(List<String> place) {
        return tallies.computeIfAbsent(place, unknown -> new Tally());
    }

    /** An object for each cache, Python's first. */
    List<Map<String, @Nullable Object>> caches() {
        List<Map<String, @Nullable Object>> caches = new ArrayList<>();
        Tally objects = tallies.get(List.of("", ""));
        if (objects != null) {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            shown.put("kind", "object cache");
            objects.show(shown);
            caches.add(shown);
        }
        tallies.keySet().forEach(place -> {
            if (!place.get(0).isEmpty()) {
                generations.putIfAbsent(place.get(0), "");
            }
        });
        generations.forEach((name, generation) -> caches.add(named(name, generation)));
        return caches;
    }

    private Map<String, @Nullable Object> named(String name, String generation) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("kind", "named cache");
        shown.put("name", name);
        shown.put("generation", generation.isEmpty() ? null : generation);
        shown.put("since", since(generation));
        tallies.getOrDefault(List.of(name, generation), new Tally()).show(shown);
        shown.put("entriesCleared", cleared(name, generation));
        return shown;
    }

    private static @Nullable String since(String generation) {
        return generation.matches("\\d{25}")
                ? Instant.EPOCH
                        .plus(
                                Long.parseLong(generation.substring(0, generation.length() - RANDOM_DIGITS)),
                                ChronoUnit.MICROS)
                        .toString()
                : null;
    }

    /** Entries of old generations, which only wait for their end. */
    private long cleared(String name, String generation) {
        return tallies.entrySet().stream()
                .filter(entry -> entry.getKey().get(0).equals(name)
                        && !entry.getKey().get(1).equals(generation))
                .mapToLong(entry -> entry.getValue().entries)
                .sum();
    }

    /** Of one cache in one generation. */
    private static final class Tally {
        private long entries;
        private long bytes;
        private long shortest = Long.MAX_VALUE;
        private long longest = -1;
        private long endless;
        private long fills;
        private long tombstones;

        void entry(long leftMillis, long size) {
            entries++;
            bytes += size;
            if (leftMillis < 0) {
                endless++;
            } else {
                shortest = Math.min(shortest, leftMillis);
                longest = Math.max(longest, leftMillis);
            }
        }

        void show(Map<String, @Nullable Object> shown) {
            shown.put("entries", entries);
            shown.put("bytes", bytes);
            shown.put("leftMillisMin", longest < 0 ? null : shortest);
            shown.put("leftMillisMax", longest < 0 ? null : longest);
            shown.put("withoutTtl", endless);
            shown.put("fillsUnderWay", fills);
            shown.put("tombstones", tombstones);
        }
    }
}
