package io.github.dkredis.pickle;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The memo of a key's pickle: the numbers of the objects that CPython has memoized so far. */
final class CacheKeyMemo {

    /**
     * Texts that CPython's pickler inserts. In Python they are different objects from equal texts in a caller's key;
     * {@code new} keeps them distinct from interned literals in Java.
     */
    @SuppressWarnings("StringOperationCanBeSimplified")
    static final String LATIN1 = new String("latin1");

    @SuppressWarnings("StringOperationCanBeSimplified")
    static final String INT = new String("int");

    private final Set<KeyVariation> variations;
    private final Map<Object, Integer> equal = new HashMap<>();
    private @Nullable IdentityHashMap<Object, Integer> same;

    CacheKeyMemo(Set<KeyVariation> variations) {
        this.variations = variations;
    }

    /** Returns the number of the object, or -1 if it is new. */
    int find(Object object) {
        Object value = byValue(object);
        if (value != null) {
            return equal.getOrDefault(value, -1);
        }
        return same == null || !byIdentity(object) ? -1 : same.getOrDefault(object, -1);
    }

    void memoize(Object object, int number) {
        Object value = byValue(object);
        if (value != null) {
            equal.put(value, number);
        } else if (byIdentity(object)) {
            if (same == null) {
                same = new IdentityHashMap<>();
            }
            same.put(object, number);
        }
    }

    /** Returns a stand-in by whose equality the object is looked up, or null if its identity decides. */
    private @Nullable Object byValue(Object object) {
        if (object instanceof String text) {
            return isOneByValue(text) ? text : null;
        }
        if (object instanceof byte[] bytes) {
            return isOneByValue(bytes) ? new PyBytes(bytes) : null;
        }
        return object instanceof PyGlobal || (object instanceof ZoneId zone && isOneByValue(zone)) ? object : null;
    }

    /** CPython has a single empty str, and a single str of each Latin-1 character. */
    private boolean isOneByValue(String text) {
        if (variations.contains(KeyVariation.JAVA_IDENTITY)) {
            return text.isEmpty();
        }
        return !variations.contains(KeyVariation.COMPUTED_TEXTS)
                || text.isEmpty()
                || (text.length() == 1 && text.charAt(0) <= 0xff);
    }

    private boolean isOneByValue(byte[] bytes) {
        if (variations.contains(KeyVariation.JAVA_IDENTITY)) {
            return bytes.length == 0;
        }
        return !variations.contains(KeyVariation.COMPUTED_TEXTS) || bytes.length <= 1;
    }

    private boolean isOneByValue(ZoneId zone) {
        if (variations.contains(KeyVariation.JAVA_IDENTITY)) {
            return false;
        }
        return !variations.contains(KeyVariation.SEPARATE_ZONES) || zone.equals(ZoneOffset.UTC);
    }

    /** Java's {@code ZoneOffset}s are one object if they are equal, so their identity says nothing. */
    private boolean byIdentity(Object object) {
        if (object instanceof ZoneId && variations.contains(KeyVariation.SEPARATE_ZONES)) {
            return false;
        }
        return !variations.contains(KeyVariation.COMPUTED_TEXTS) || isConstant(object);
    }

    @SuppressWarnings("ReferenceEquality") // looks for these very objects
    private static boolean isConstant(Object object) {
        return object == LATIN1 || object == INT;
    }
}
