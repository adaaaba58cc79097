package io.github.dkredis.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares values and their types recursively: arrays by content, dicts in their order, objects by their parts. A
 * container that is being compared is not compared again, so values may contain themselves.
 */
final class DeepEquality {

    private final IdentityHashMap<Object, Object> open = new IdentityHashMap<>();

    private DeepEquality() {}

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        return new DeepEquality().equals(a, b);
    }

    private boolean equals(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        if (a.getClass() != b.getClass()) {
            return false;
        }
        if (a instanceof byte[] bytes) {
            return Arrays.equals(bytes, (byte[]) b);
        }
        boolean container = a instanceof Map<?, ?> || a instanceof Iterable<?> || a instanceof PyObject;
        if (!container) {
            return a.equals(b);
        }
        if (a instanceof Set<?> && a.equals(b)) {
            return true;
        }
        if (open.containsKey(a)) {
            return open.get(a) == b;
        }
        open.put(a, b);
        boolean equal = sameParts(a, b);
        open.remove(a);
        return equal;
    }

    private boolean sameParts(Object a, Object b) {
        if (a instanceof PyDefaultDict dict && !equals(dict.factory(), ((PyDefaultDict) b).factory())) {
            return false;
        }
        if (a instanceof PyDeque deque && !deque.maxLength().equals(((PyDeque) b).maxLength())) {
            return false;
        }
        if (a instanceof Map<?, ?> map) {
            Map<?, ?> other = (Map<?, ?>) b;
            return allEqual(new ArrayList<>(map.keySet()), new ArrayList<>(other.keySet()))
                    && allEqual(new ArrayList<>(map.values()), new ArrayList<>(other.values()));
        }
        if (a instanceof PyObject object) {
            PyObject other = (PyObject) b;
            return object.form == other.form
                    && equals(object.callable, other.callable)
                    && object.hasState() == other.hasState()
                    && allEqual(object.parts(), other.parts());
        }
        List<@Nullable Object> elements = new ArrayList<>();
        List<@Nullable Object> others = new ArrayList<>();
        ((Iterable<?>) a).forEach(elements::add);
        ((Iterable<?>) b).forEach(others::add);
        return allEqual(elements, others);
    }

    private boolean allEqual(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equals(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
