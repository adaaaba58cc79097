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

    /** Adding an element of a container to another one takes about so many steps. */
    private static final long STEPS_PER_ELEMENT = 32;

    private CollectionConstructors() {}

    static @Nullable Object set(PyTuple args, DictKeyValidator keys) {
        return members(args, keys);
    }

    static @Nullable Object frozenSet(PyTuple args, DictKeyValidator keys) {
        Set<@Nullable Object> members = members(args, keys);
        return members == null ? null : new PyFrozenSet(members);
    }

    private static @Nullable Set<@Nullable Object> members(PyTuple args, DictKeyValidator keys) {
        keys.budget().heap(Heap.SET);
        Set<@Nullable Object> members = new LinkedHashSet<>();
        if (args.size() == 0) {
            return members;
        }
        if (args.size() != 1 || !(args.get(0) instanceof List<?> list)) {
            return null;
        }
        keys.budget().work(STEPS_PER_ELEMENT * list.size());
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
        keys.budget().work(STEPS_PER_ELEMENT * counts.size());
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
     * Returns the list that a batch of elements goes into, or null if the target takes no elements, or fewer of them.
     */
    @SuppressWarnings("unchecked") // the lists that the reader makes hold any value
    static @Nullable List<@Nullable Object> elements(@Nullable Object target, int added) {
        if (target instanceof ArrayList<?> list) {
            return (List<@Nullable Object>) list;
        }
        if (target instanceof PyDeque deque) {
            int room = deque.maxLength().orElse(Integer.MAX_VALUE) - deque.size();
            return added > room ? null : deque;
        }
        return target instanceof PyObject object ? object.modifiableItems() : null;
    }

    /** Returns the entries of a dict or an object, to be modified, or null if the target takes no entries. */
    @SuppressWarnings("unchecked") // the maps that the reader makes hold any value
    static @Nullable Map<@Nullable Object, @Nullable Object> entries(@Nullable Object target) {
        if (target instanceof LinkedHashMap<?, ?> || target instanceof PyDict) {
            return (Map<@Nullable Object, @Nullable Object>) target;
        }
        return target instanceof PyObject object ? object.modifiableEntries() : null;
    }
}
