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

/**
 * Counts the entries, fill leases and tombstones of each cache from the keys on a server. Its size depends on the
 * number of caches only, not on that of their entries.
 */
final class CacheKeyScan {

    /** The 25 digits of a generation, which no name contains between colons: microseconds and nine random digits. */
    private static final Pattern NAMED = Pattern.compile("dkredis:cache:(.+?):(\\d{25}):.*", Pattern.DOTALL);

    private static final int RANDOM_DIGITS = 9;
    private static final String TOMBSTONE = "t:";
    private static final String LEASE = "f:";

    /** The role of a key in a cache. */
    enum Kind {
        ENTRY,
        FILL,
        GENERATION,
        FOREIGN
    }

    private final Map<String, String> generations = new TreeMap<>();

    /** By the name and the generation of a cache, which are both empty for Python's object cache. */
    private final Map<List<String>, Tally> tallies = new HashMap<>();

    private final String prefix;

    /**
     * A scan of keys whose prefix has been taken off.
     *
     * @param prefix the prefix, which is still inside the braces of a fill lease's key
     */
    CacheKeyScan(String prefix) {
        this.prefix = prefix;
    }

    static Kind kind(String key) {
        if (key.startsWith(CacheTarget.GENERATION)) {
            return Kind.GENERATION;
        } else if (key.startsWith(KeyKind.FILL_LEASE.begin())) {
            return Kind.FILL;
        }
        return placeOf(key) == null ? Kind.FOREIGN : Kind.ENTRY;
    }

    private static @Nullable List<String> placeOf(String entry) {
        if (entry.startsWith(KeyKind.OBJECT_CACHE_ENTRY.begin())) {
            return List.of("", "");
        }
        Matcher named = NAMED.matcher(entry);
        return named.matches() ? List.of(named.group(1), named.group(2)) : null;
    }

    /** Counts an entry, from the replies of PTTL and MEMORY USAGE. */
    void entry(String key, long leftMillis, long bytes) {
        List<String> place = placeOf(key);
        if (place != null && leftMillis != -2) {
            tallyOf(place).entry(leftMillis, bytes);
        }
    }

    /**
     * Counts a fill lease or a tombstone, or remembers a generation. The content is empty if the key is gone by now.
     */
    void other(String key, String content) {
        if (content.isEmpty()) {
            return;
        }
        if (key.startsWith(CacheTarget.GENERATION)) {
            generations.put(key.substring(CacheTarget.GENERATION.length()), content);
            return;
        }
        List<String> place =
                placeOf(KeyName.mainKey(key.substring(KeyKind.FILL_LEASE.begin().length()), prefix));
        if (place != null) {
            Tally tally = tallyOf(place);
            if (content.startsWith(TOMBSTONE)) {
                tally.tombstones++;
            } else if (content.startsWith(LEASE)) { // a pause after failed refreshes is neither
                tally.fills++;
            }
        }
    }

    private Tally tallyOf(List<String> place) {
        return tallies.computeIfAbsent(place, unknown -> new Tally());
    }

    /** {@return an object for each cache, Python's object cache first} */
    List<Map<String, @Nullable Object>> caches() {
        List<Map<String, @Nullable Object>> caches = new ArrayList<>();
        Tally objects = tallies.get(List.of("", ""));
        if (objects != null) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("kind", "object cache");
            objects.addTo(object);
            caches.add(object);
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
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("kind", "named cache");
        object.put("name", name);
        object.put("generation", generation.isEmpty() ? null : generation);
        object.put("since", since(generation));
        tallies.getOrDefault(List.of(name, generation), new Tally()).addTo(object);
        object.put("entriesCleared", cleared(name, generation));
        return object;
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

    /** {@return the number of entries of old generations, which no client reads any more} */
    private long cleared(String name, String generation) {
        return tallies.entrySet().stream()
                .filter(entry -> entry.getKey().get(0).equals(name)
                        && !entry.getKey().get(1).equals(generation))
                .mapToLong(entry -> entry.getValue().entries)
                .sum();
    }

    /** The counts of one cache in one generation. */
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

        void addTo(Map<String, @Nullable Object> object) {
            object.put("entries", entries);
            object.put("bytes", bytes);
            object.put("leftMillisMin", longest < 0 ? null : shortest);
            object.put("leftMillisMax", longest < 0 ? null : longest);
            object.put("withoutTtl", endless);
            object.put("fillsUnderWay", fills);
            object.put("tombstones", tombstones);
        }
    }
}
