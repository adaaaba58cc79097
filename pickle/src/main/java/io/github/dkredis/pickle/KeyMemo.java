package io.github.dkredis.pickle;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers of the objects that a key's pickle has shown so far. */
final class KeyMemo {

    private final Sharing sharing;
    private final Map<Object, Integer> equal = new HashMap<>();
    private @Nullable IdentityHashMap<Object, Integer> same;

    KeyMemo(Sharing sharing) {
        this.sharing = sharing;
    }

    /** The number of the object, or -1 if it is new. */
    int find(Object object) {
        Object value = byValue(object);
        if (value != null) {
            return equal.getOrDefault(value, -1);
        }
        return same == null || !byIdentity(object) ? -1 : same.getOrDefault(object, -1);
    }

    void remember(Object object, int number) {
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

    /** What stands for the object if an equal one is the same one, else null. */
    private @Nullable Object byValue(Object object) {
        if (object instanceof String text) {
            return isOneByValue(text) ? text : null;
        }
        if (object instanceof byte[] bytes) {
            return isOneByValue(bytes) ? new PyBytes(bytes) : null;
        }
        boolean one = object instanceof PyGlobal || (object instanceof ZoneId && sharing != Sharing.IDENTITY);
        return one ? object : null;
    }

    /** CPython has one empty str, and one of each character of Latin-1. */
    private boolean isOneByValue(String text) {
        return switch (sharing) {
            case LITERALS -> true;
            case COMPUTED -> text.isEmpty() || (text.length() == 1 && text.charAt(0) <= 0xff);
            case IDENTITY -> text.isEmpty();
        };
    }

    private boolean isOneByValue(byte[] bytes) {
        return switch (sharing) {
            case LITERALS -> true;
            case COMPUTED -> bytes.length <= 1;
            case IDENTITY -> bytes.length == 0;
        };
    }

    private boolean byIdentity(Object object) {
        return sharing != Sharing.COMPUTED || KeyWriter.isConstant(object);
    }
}
