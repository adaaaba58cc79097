package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.pickle.PyTuple;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that select a cache, and the keys of its entries. */
final class CacheTarget {

    static final String GENERATION = "dkredis:cache-generation:";

    private static final CacheOptions AS_BYTES =
            CacheOptions.defaults().codec(Codec.bytes()).jitter(0);

    /** Matches a key that the user probably meant as a string and typed without quotes. */
    private static final Pattern UNQUOTED = Pattern.compile("[\\w.:/@-]{1,100}");

    @Option(names = "--cache", paramLabel = "NAME", description = "a named cache. Default: Python's object cache")
    private @Nullable String name;

    @Option(
            names = "--key-type",
            paramLabel = "TYPE",
            description = "the type of a named cache's keys: ${COMPLETION-CANDIDATES}. Default: string")
    private @Nullable NamedKeyType keyType;

    @Option(
            names = "--as-list",
            description = "treat arrays in the key as Python lists, as List.of makes them in Java. Default: tuples")
    private boolean asList;

    boolean isNamed() {
        return name != null;
    }

    /** {@return a key as the cache takes it} */
    Object key(String json) {
        Object key = parsed(json);
        if (key == null) {
            throw new UsageException("null is not a valid key");
        }
        if (name == null) {
            if (keyType != null) {
                throw new UsageException("--key-type needs a named cache, --cache NAME");
            }
            return asList ? key : withTuples(key);
        }
        checkName(name);
        if (asList) {
            throw new UsageException(
                    "a key of a named cache is a string, such as '\"user:1\"', or names its --key-type");
        }
        return (keyType == null ? NamedKeyType.STRING : keyType).keyOf(key);
    }

    private static @Nullable Object parsed(String json) {
        String text = json.trim();
        String example = UNQUOTED.matcher(text).matches() ? text : "user:1";
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

    /** {@return the message for a missing entry} */
    String missing(Object key, String json) {
        if (name != null) {
            return "no such entry: " + json + " in the cache \"" + name + "\"";
        }
        String missing = "no such entry: " + json;
        if (!isArray(key)) {
            return missing;
        }
        return missing
                + (asList
                        ? " as a list; without --as-list, the key is a tuple"
                        : " as a tuple; with --as-list, the key is a list");
    }

    private static boolean isArray(Object key) {
        return key instanceof PyTuple || key instanceof List<?>;
    }

    /** {@return the named cache, with values as bytes; the first write creates it} */
    NamedCache<Object, byte[]> named(DkRedis redis) {
        return open(redis, String.valueOf(name));
    }

    /** {@return the named cache, or empty if no client has used it on this server} */
    Optional<NamedCache<Object, byte[]>> known(DkRedis redis) {
        return generation(redis, String.valueOf(name)).map(generation -> named(redis));
    }

    String unknown() {
        return unknown(String.valueOf(name));
    }

    static String unknown(String name) {
        return "no such cache: no client has used \"" + name + "\" on this server";
    }

    static NamedCache<Object, byte[]> open(DkRedis redis, String name) {
        return redis.cache(name, Object.class, byte[].class, AS_BYTES);
    }

    /** {@return the generation of a named cache, or empty if no client has used it on this server} */
    static Optional<String> generation(DkRedis redis, String name) {
        return redis.values(Codec.bytes())
                .get(GENERATION + name, byte[].class)
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }
}
