package io.github.dkredis.pickle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names the entries of Python's object cache: {@code obj-cache:} and the MD5 of the key's pickle in protocol 1, which is
 * written byte for byte as CPython 3.7 and later write it.
 *
 * <p>A str, a number, or a tuple of different parts has one name. But the pickle also shows which equal parts of a key
 * are one object, which Python code cannot be asked for: {@code ('user', 42, 'user')} has one name when both texts are
 * literals and another when one is computed. Here equal texts and bytes count as literals; {@link #names} gives the
 * other name too, so that an entry can be removed under both.
 *
 * <p>Lists are lists, {@link PyTuple}s tuples, maps dicts in their order. Sets of several members, kinds of dict, time
 * zones with rules and unknown objects are refused: their names could differ.
 */
public final class PickleKeys {

    /** What every name begins with. */
    public static final String PREFIX = "obj-cache:";

    private PickleKeys() {}

    /**
     * Returns the name of a key's entry: the prefix and 32 hexadecimal digits.
     *
     * @param key the key, or null for None
     * @throws PickleException if it is not certain that Python gives the key the same name
     */
    public static String name(@Nullable Object key) {
        return name(key, Pickle::refuse);
    }

    /** As {@link #name(Object)}, for keys with parts of classes that only the converter knows. */
    public static String name(@Nullable Object key, PickleConverter converter) {
        return name(KeyWriter.write(key, Sharing.LITERALS, converter));
    }

    /**
     * Returns every name that Python may give the key's entry: {@link #name(Object)} first, then the name with computed
     * texts if it differs.
     *
     * @param key the key, or null for None
     * @throws PickleException if it is not certain that Python gives the key the same names
     */
    public static List<String> names(@Nullable Object key) {
        return names(key, Pickle::refuse);
    }

    /** As {@link #names(Object)}, for keys with parts of classes that only the converter knows. */
    public static List<String> names(@Nullable Object key, PickleConverter converter) {
        String literals = name(key, converter);
        String computed = name(KeyWriter.write(key, Sharing.COMPUTED, converter));
        return literals.equals(computed) ? List.of(literals) : List.of(literals, computed);
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
        return KeyWriter.write(key, Sharing.LITERALS, Pickle::refuse);
    }

    private static String name(byte[] pickle) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(pickle);
            return PREFIX + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no MD5", e);
        }
    }
}
