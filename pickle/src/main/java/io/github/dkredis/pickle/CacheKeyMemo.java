package io.github.dkredis.pickle;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
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

    private final IdentityModel identity;
    private final Map<Object, Integer> equal = new HashMap<>();
    private @Nullable IdentityHashMap<Object, Integer> same;

    CacheKeyMemo(IdentityModel identity) {
        this.identity = identity;
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
        boolean one = object instanceof PyGlobal || (object instanceof ZoneId && identity != IdentityModel.IDENTITY);
        return one ? object : null;
    }

    /** CPython has a single empty str, and a single str of each Latin-1 character. */
    private boolean isOneByValue(String text) {
        return switch (identity) {
            case LITERALS -> true;
            case COMPUTED -> text.isEmpty() || (text.length() == 1 && text.charAt(0) <= 0xff);
            case IDENTITY -> text.isEmpty();
        };
    }

    private boolean isOneByValue(byte[] bytes) {
        return switch (identity) {
            case LITERALS -> true;
            case COMPUTED -> bytes.length <= 1;
            case IDENTITY -> bytes.length == 0;
        };
    }

    private boolean byIdentity(Object object) {
        return identity != IdentityModel.COMPUTED || isConstant(object);
    }

    @SuppressWarnings("ReferenceEquality") // looks for these very objects
    private static boolean isConstant(Object object) {
        return object == LATIN1 || object == INT;
    }
}
