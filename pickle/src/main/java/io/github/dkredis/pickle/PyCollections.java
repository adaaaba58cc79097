package io.github.dkredis.pickle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sets and the types of {@code collections}. */
final class PyCollections {

    private PyCollections() {}

    static @Nullable Object set(PyTuple args, KeyGuard guard) {
        return members(args, guard);
    }

    static @Nullable Object frozenSet(PyTuple args, KeyGuard guard) {
        Set<@Nullable Object> members = members(args, guard);
        return members == null ? null : new PyFrozenSet(members);
    }

    private static @Nullable Set<@Nullable Object> members(PyTuple args, KeyGuard guard) {
        Set<@Nullable Object> members = new LinkedHashSet<>();
        if (args.size() == 0) {
            return members;
        }
        if (args.size() != 1 || !(args.get(0) instanceof List<?> list)) {
            return null;
        }
        guard.budget().charge(WorkBudget.STEPS_A_BYTE * list.size());
        for (Object member : list) {
            guard.add(members, member);
        }
        return members;
    }

    static @Nullable Object orderedDict(PyTuple args, KeyGuard guard) {
        return args.size() == 0 ? new PyOrderedDict() : null;
    }

    static @Nullable Object defaultDict(PyTuple args, KeyGuard guard) {
        return args.size() > 1 ? null : new PyDefaultDict(args.size() == 0 ? null : args.get(0));
    }

    static @Nullable Object counter(PyTuple args, KeyGuard guard) {
        PyCounter counter = new PyCounter();
        if (args.size() == 0) {
            return counter;
        }
        if (args.size() != 1 || !(args.get(0) instanceof Map<?, ?> counts)) {
            return null;
        }
        guard.budget().charge(WorkBudget.STEPS_A_BYTE * counts.size());
        counts.forEach((element, count) -> guard.put(counter, element, count));
        return counter;
    }

    static @Nullable Object deque(PyTuple args, KeyGuard guard) {
        if (args.size() == 0) {
            return new PyDeque();
        }
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

    /** Adds what is on the stack from this slot on, if the target can take it. */
    @SuppressWarnings("unchecked") // the reader makes no list of anything narrower
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

    /** The entries of what entries can be set in, or null. */
    @SuppressWarnings("unchecked") // the reader makes no map of anything narrower
    static @Nullable Map<@Nullable Object, @Nullable Object> entries(@Nullable Object target) {
        if (target instanceof LinkedHashMap<?, ?> || target instanceof PyDict) {
            return (Map<@Nullable Object, @Nullable Object>) target;
        }
        return target instanceof PyObject object && !object.isFrozen() ? object.entries : null;
    }
}
