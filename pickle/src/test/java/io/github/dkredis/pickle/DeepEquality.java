package io.github.dkredis.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares values and their types recursively: arrays by content, dicts in their order. */
final class DeepEquality {

    private DeepEquality() {}

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        if (a.getClass() != b.getClass()) {
            return false;
        }
        if (a instanceof byte[] bytes) {
            return Arrays.equals(bytes, (byte[]) b);
        }
        if (a instanceof PyDefaultDict dict && !equal(dict.factory(), ((PyDefaultDict) b).factory())) {
            return false;
        }
        if (a instanceof PyDeque deque && !deque.maxLength().equals(((PyDeque) b).maxLength())) {
            return false;
        }
        if (a instanceof Map<?, ?> map) {
            Map<?, ?> other = (Map<?, ?>) b;
            return equalAll(new ArrayList<>(map.keySet()), new ArrayList<>(other.keySet()))
                    && equalAll(new ArrayList<>(map.values()), new ArrayList<>(other.values()));
        }
        if (a instanceof PyTuple tuple) {
            return equalAll(tuple.asList(), ((PyTuple) b).asList());
        }
        if (a instanceof PyObject object) {
            PyObject other = (PyObject) b;
            return object.form == other.form
                    && object.hasState() == other.hasState()
                    && equalAll(Arrays.asList(object.parts()), Arrays.asList(other.parts()));
        }
        return a instanceof List<?> list ? equalAll(list, (List<?>) b) : a.equals(b);
    }

    private static boolean equalAll(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
