package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.pickle.PyTuple;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which entries of which cache a command is about. */
final class CacheEntries {

    static final String GENERATION = "dkredis:cache-generation:";

    private static final CacheOptions AS_BYTES =
            CacheOptions.defaults().codec(Codec.bytes()).jitter(0);

    /** What somebody may have meant as a text. */
    private static final Pattern BARE = Pattern.compile("[\\w.:/@-]{1,100}");

    @Option(
            names = "--cache",
            paramLabel = "NAME",
            description = "a named cache, whose keys are texts. Default: Python's object cache")
    private @Nullable String name;

    @Option(
            names = "--as-list",
            description = "arrays in the key are lists of Python, as List.of makes them in Java. Default: tuples")
    private boolean asList;

    boolean isNamed() {
        return name != null;
    }

    /** A key as the cache takes it. */
    Object key(String json) {
        Object key = parsed(json);
        if (key == null) {
            throw new UsageException("null is no key of an entry");
        }
        if (name == null) {
            return asList ? key : withTuples(key);
        }
        checkName(name);
        if (asList || !(key instanceof String text)) {
            throw new UsageException("a key of a named cache is a text, such as '\"user:1\"'");
        }
        if (text.isEmpty()) {
            throw new UsageException("the key is empty");
        }
        return text;
    }

    private static @Nullable Object parsed(String json) {
        String text = json.trim();
        String example = BARE.matcher(text).matches() ? text : "user:1";
        return Json.parse("the key", example, json);
    }

    private static Object withTuples(Object key) {
        return key instanceof Collection<?> elements
                ? PyTuple.of(elements.stream()
                        .map(element -> element == null ? null : withTuples(element))
                        .toArray())
                : key;
    }

    static void checkName(String name) {
        if (name.isEmpty()) {
            throw new UsageException("the name of the cache is empty");
        }
    }

    /** What is said of an entry that is not there. */
    String missing(Object key, String json) {
        if (name != null) {
            return "there is no entry " + json + " in the cache \"" + name + "\"";
        }
        String missing = "there is no entry " + json;
        if (!isArray(key)) {
            return missing;
        }
        return missing
                + (asList
                        ? " with a list as key; without --as-list it is a tuple"
                        : " with a tuple as key; --as-list takes lists");
    }

    private static boolean isArray(Object key) {
        return key instanceof PyTuple || key instanceof List<?>;
    }

    /** The named cache, its values as bytes; it begins with its first use. */
    NamedCache<String, byte[]> named(DkRedis redis) {
        return open(redis, String.valueOf(name));
    }

    /** As {@link #named}, but not if nobody has used it yet. */
    Optional<NamedCache<String, byte[]>> known(DkRedis redis) {
        return generation(redis, String.valueOf(name)).map(begun -> named(redis));
    }

    String unknown() {
        return unknown(String.valueOf(name));
    }

    static String unknown(String name) {
        return "there is no cache \"" + name + "\": nobody has used it on this server";
    }

    static NamedCache<String, byte[]> open(DkRedis redis, String name) {
        return redis.cache(name, byte[].class, AS_BYTES);
    }

    /** The generation of a named cache; empty if it has not begun. */
    static Optional<String> generation(DkRedis redis, String name) {
        return redis.values(Codec.bytes())
                .get(GENERATION + name, byte[].class)
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }
}
