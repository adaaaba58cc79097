package io.github.dkredis.benchmarks.curves;

import static io.github.dkredis.benchmarks.curves.Axis.BYTES;
import static io.github.dkredis.benchmarks.curves.Axis.JVMS;
import static io.github.dkredis.benchmarks.curves.Axis.KEYS;
import static io.github.dkredis.benchmarks.curves.Axis.NODES;
import static io.github.dkredis.benchmarks.curves.Axis.THREADS;

import io.github.dkredis.benchmarks.curves.Feature.Library;
import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All features that have curves. An axis that means nothing for a feature is left out: a lock has no bytes. */
final class Features {

    /** The permits of a semaphore. */
    static final int PERMITS = 4;

    /** The lookups of one call in a near cache, because reading the clock costs more than a lookup. */
    static final int LOOKUPS = 1_024;

    private static final int THREADS_USED = 16;

    /** As many threads as can keep all cores busy at the same time; more take turns, which says nothing. */
    private static final int BUSY_THREADS = 16;

    static final List<Feature> ALL = List.of(
            oneByOne(
                    "values.get",
                    "reads",
                    Shape.MANY_KEYS,
                    whole(Axis.values()),
                    ProductOperations.library(ProductOperations::get),
                    LettuceOperations.library("Lettuce", LettuceOperations::get)),
            oneByOne(
                    "values.set",
                    "writes",
                    Shape.MANY_KEYS,
                    whole(BYTES),
                    ProductOperations.library(ProductOperations::set),
                    LettuceOperations.library("Lettuce", LettuceOperations::set)),
            oneByOne(
                    "update",
                    "updates",
                    1,
                    whole(Axis.values()),
                    ProductOperations.library(ProductOperations::update),
                    RedissonOperations.library("Redisson compareAndSet", RedissonOperations::update)),
            oneByOne(
                    "mutex",
                    "entries",
                    1,
                    whole(THREADS, JVMS, KEYS, NODES),
                    ProductOperations.library(ProductOperations::mutex),
                    RedissonOperations.library("Redisson RLock", RedissonOperations::mutex)),
            oneByOne(
                    "semaphore",
                    "permits",
                    1,
                    whole(THREADS, JVMS, KEYS, NODES),
                    ProductOperations.library(ProductOperations::semaphore),
                    RedissonOperations.library("Redisson RPermitExpirableSemaphore", RedissonOperations::semaphore)),
            oneByOne(
                    "limit",
                    "decisions",
                    1,
                    whole(THREADS, JVMS, KEYS, NODES),
                    ProductOperations.library(ProductOperations::limit),
                    LettuceOperations.bucket4j()),
            oneByOne(
                    "cache.far",
                    "hits in Redis",
                    Shape.MANY_KEYS,
                    whole(Axis.values()),
                    ProductOperations.library(ProductOperations::cache),
                    LettuceOperations.library("Lettuce GET + decode", LettuceOperations::cache)),
            new Feature(
                    "cache.near",
                    "hits in the JVM",
                    Shape.usual(2, Shape.MANY_KEYS),
                    atMost(THREADS, BUSY_THREADS, KEYS),
                    shape -> LOOKUPS,
                    ProductOperations.library(ProductOperations::near),
                    new Library("ConcurrentHashMap", System.getProperty("java.version"), false, Features::map)),
            new Feature(
                    "field",
                    "hashes",
                    Shape.usual(2, Shape.MANY_KEYS),
                    atMost(THREADS, BUSY_THREADS, JVMS, KEYS, BYTES, NODES),
                    Shape::hashes,
                    ProductOperations.library(ProductOperations::field),
                    RedissonOperations.library("Redisson keys + batch", RedissonOperations::field)));

    private Features() {}

    /** Returns a feature of which each call is one operation in Redis. */
    private static Feature oneByOne(
            String name, String unit, int keys, Map<Axis, Integer> axes, Library product, Library other) {
        return new Feature(name, unit, Shape.usual(THREADS_USED, keys), axes, shape -> 1, product, other);
    }

    /** Returns axes with all their points. */
    private static Map<Axis, Integer> whole(Axis... axes) {
        return Arrays.stream(axes).collect(Collectors.toMap(Function.identity(), axis -> Integer.MAX_VALUE));
    }

    /** Returns axes of which the first one ends at a value. */
    private static Map<Axis, Integer> atMost(Axis limited, int largest, Axis... others) {
        Map<Axis, Integer> axes = new EnumMap<>(whole(others));
        axes.put(limited, largest);
        return axes;
    }

    /** {@return all curves} */
    static List<Curve> curves() {
        return ALL.stream().flatMap(feature -> feature.curves().stream()).toList();
    }

    /** The fastest that a cache in this JVM can be. */
    private static Operation map(LoadContext context, Shape shape) {
        StoredData data = new StoredData(shape);
        Map<String, String> map = new ConcurrentHashMap<>();
        for (String key : data.entryKeys()) {
            map.put(key, data.nextText(null));
        }
        String[] keys = data.entryKeys(); // equal to the stored ones, but other objects, as in a real program
        return new Operation(
                key -> {
                    for (int i = 0; i < LOOKUPS; i++) {
                        data.checkText(map.get(keys[(key + i) % keys.length]));
                    }
                },
                () -> {});
    }
}
