package io.github.dkredis.codec.pickle;

import io.github.dkredis.CodecException;
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
     * The name of a key's entry.
     *
     * @param key the key, null for None
     * @return the prefix and 32 hexadecimal digits
     * @throws CodecException if the key has no name that Python would give it too
     */
    public static String name(@Nullable Object key) {
        return name(pickle(key));
    }

    /**
     * Every name that Python may give the key's entry.
     *
     * @param key the key, null for None
     * @return {@link #name} first; then the name with computed texts, if it is another
     * @throws CodecException if the key has no name that Python would give it too
     */
    public static List<String> names(@Nullable Object key) {
        String literals = name(key);
        String computed = name(KeyWriter.write(key, Sharing.COMPUTED));
        return literals.equals(computed) ? List.of(literals) : List.of(literals, computed);
    }

    /**
     * Whether Python may give the key's entry more than one name.
     *
     * @param key the key, null for None
     * @return true if it holds equal texts or bytes, or one container, twice
     * @throws CodecException if the key has no name that Python would give it too
     */
    public static boolean isAmbiguous(@Nullable Object key) {
        return names(key).size() > 1;
    }

    /**
     * The key's pickle in protocol 1.
     *
     * @param key the key, null for None
     * @return CPython's bytes, equal texts and bytes being one object
     * @throws CodecException if the key has no pickle that Python would write too
     */
    public static byte[] pickle(@Nullable Object key) {
        return KeyWriter.write(key, Sharing.LITERALS);
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
