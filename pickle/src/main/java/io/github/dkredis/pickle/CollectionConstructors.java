package io.github.dkredis.pickle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds sets and the types of {@code collections}, and finds the container that a batch on the stack goes into. */
final class CollectionConstructors {

    private CollectionConstructors() {}

    static @Nullable Object set(PyTuple args, DictKeyValidator keys) {
        return members(args, keys);
    }

    static @Nullable Object frozenSet(PyTuple args, DictKeyValidator keys) {
        Set<@Nullable Object> members = members(args, keys);
        return members == null ? null : new PyFrozenSet(members);
    }

    private static @Nullable Set<@Nullable Object> members(PyTuple args, DictKeyValidator keys) {
        Set<@Nullable Object> members = new LinkedHashSet<>();
        if (args.size() == 0) {
            return members;
        }
        if (args.size() != 1 || !(args.get(0) instanceof List<?> list)) {
            return null;
        }
        keys.budget().charge(WorkBudget.STEPS_PER_BYTE * list.size());
        for (Object member : list) {
            keys.add(members, member);
        }
        return members;
    }

    static @Nullable Object orderedDict(PyTuple args, DictKeyValidator keys) {
        return args.size() == 0 ? new PyOrderedDict() : null;
    }

    static @Nullable Object defaultDict(PyTuple args, DictKeyValidator keys) {
        return args.size() > 1 ? null : new PyDefaultDict(args.size() == 0 ? null : args.get(0));
    }

    static @Nullable Object counter(PyTuple args, DictKeyValidator keys) {
        PyCounter counter = new PyCounter();
        if (args.size() == 0) {
            return counter;
        }
        if (args.size() != 1 || !(args.get(0) instanceof Map<?, ?> counts)) {
            return null;
        }
        keys.budget().charge(WorkBudget.STEPS_PER_BYTE * counts.size());
        counts.forEach((element, count) -> keys.put(counter, element, count));
        return counter;
    }

    static @Nullable Object deque(PyTuple args, DictKeyValidator keys) {
        if (args.size() == 0) {
            return new PyDeque();
        }
        // Python writes deque((), maxlen) and appends the elements afterwards
        boolean empty = args.get(0) instanceof PyTuple elements && elements.size() == 0;
        if (!empty || args.size() > 2) {
            return null;
        }
        Object length = args.size() == 2 ? args.get(1) : null;
        if (length == null) {
            return new PyDeque();
        }
        return length instanceof Integer n && n >= 0 ? new PyDeque(n) : null;
    }

    /**
     * Adds the values on the stack from this slot on to a list, a deque or an object.
     *
     * @return false if the target takes no elements, or if they would overflow a bounded deque
     */
    @SuppressWarnings("unchecked") // the lists that the reader makes hold any value
    static boolean append(@Nullable Object target, ReadStack stack, int slot) {
        int count = stack.size() - slot;
        List<@Nullable Object> list;
        if (target instanceof ArrayList<?> || target instanceof PyDeque) {
            list = (List<@Nullable Object>) target;
        } else if (target instanceof PyObject object && !object.isFrozen()) {
            list = object.items;
        } else {
            return false;
        }
        if (list instanceof PyDeque deque && count > deque.maxLength().orElse(Integer.MAX_VALUE) - deque.size()) {
            return false;
        }
        for (int i = slot; i < slot + count; i++) {
            list.add(stack.get(i));
        }
        return true;
    }

    /** Returns the entries of a dict or an object, to be modified, or null if the target takes no entries. */
    @SuppressWarnings("unchecked") // the maps that the reader makes hold any value
    static @Nullable Map<@Nullable Object, @Nullable Object> entries(@Nullable Object target) {
        if (target instanceof LinkedHashMap<?, ?> || target instanceof PyDict) {
            return (Map<@Nullable Object, @Nullable Object>) target;
        }
        return target instanceof PyObject object && !object.isFrozen() ? object.entries : null;
    }
}
