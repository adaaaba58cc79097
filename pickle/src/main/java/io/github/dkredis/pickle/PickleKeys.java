package io.github.dkredis.pickle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names entries of the object cache of Python's {@code dkredis}. A name is {@code obj-cache:} and the MD5 of the key's
 * pickle in protocol 1, which is written byte for byte as CPython 3.8 to 3.13 write it.
 *
 * <p>A str, a number, or a tuple of different parts has one name. But a pickle also shows which equal parts are one
 * object, and Java cannot know that: {@code ('user', 42, 'user')} has one name if both texts are literals, and another
 * if one of them was computed. And versions of CPython differ in a Fraction, and in bytes of length 1 next to an equal
 * text. This class treats equal texts, bytes and time zones as one object and follows Python 3.11;
 * {@link #names(Object) names} also returns the other names, so that an entry can be removed under all of them.
 *
 * <p>Lists become lists, {@link PyTuple}s tuples, maps dicts in their order. Sets of several members, subclasses of
 * dict, time zones with rules, times finer than a microsecond, classes and unknown objects are refused, because Python
 * might name the entry differently.
 */
public final class PickleKeys {

    /** The prefix of all names. */
    public static final String PREFIX = "obj-cache:";

    private PickleKeys() {}

    /**
     * Returns the name of a key's entry: the prefix and 32 hexadecimal digits.
     *
     * @param key the key, or null for None
     * @throws PickleException if it is not certain that Python gives the key the same name
     */
    public static String name(@Nullable Object key) {
        return name(key, PickleWriter.NO_CONVERTER);
    }

    /**
     * Does the same as {@link #name(Object)}, and converts parts of unknown classes.
     *
     * @throws PickleException as {@link #name(Object)}
     */
    public static String name(@Nullable Object key, PickleConverter converter) {
        return name(CacheKeyWriter.write(key, Set.of(), converter));
    }

    /**
     * Returns every name that Python may give the key's entry: {@link #name(Object)} first, then the names with
     * computed texts and those of other versions of CPython, if they differ.
     *
     * @param key the key, or null for None
     * @throws PickleException if it is not certain that Python gives the key the same names
     */
    public static List<String> names(@Nullable Object key) {
        return names(key, PickleWriter.NO_CONVERTER);
    }

    /**
     * Does the same as {@link #names(Object)}, and converts parts of unknown classes.
     *
     * @throws PickleException as {@link #names(Object)}
     */
    public static List<String> names(@Nullable Object key, PickleConverter converter) {
        return CacheKeyWriter.writeAll(key, converter).stream()
                .map(PickleKeys::name)
                .toList();
    }

    /**
     * Tells whether Python may give the key's entry more than one name, because the key holds equal texts or bytes, or
     * one container, twice.
     *
     * @param key the key, or null for None
     * @throws PickleException as from {@link #names(Object)}
     */
    public static boolean isAmbiguous(@Nullable Object key) {
        return names(key).size() > 1;
    }

    /**
     * Returns CPython's protocol 1 pickle of a key whose equal texts and bytes are one object.
     *
     * @param key the key, or null for None
     * @throws PickleException if it is not certain that Python writes the same bytes
     */
    public static byte[] pickle(@Nullable Object key) {
        return CacheKeyWriter.write(key, Set.of(), PickleWriter.NO_CONVERTER);
    }

    private static String name(byte[] pickle) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(pickle);
            return PREFIX + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM does not provide MD5", e);
        }
    }
}
