package io.github.dkredis.pickle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Validates a value whose parts are referred to from several places: how deep it is nested, how large it would be if
 * written out, and whether it contains itself. The walk keeps its own stack, so a deep value cannot overflow the
 * thread's, and visits each container once, so it takes time proportional to the pickle's length.
 */
final class GraphValidator {

    private final PickleLimits limits;
    private final boolean cyclesAllowed;
    private final IdentityHashMap<Object, Visit> visits = new IdentityHashMap<>();
    private final Deque<Visit> path = new ArrayDeque<>();

    GraphValidator(PickleLimits limits, boolean cyclesAllowed) {
        this.limits = limits;
        this.cyclesAllowed = cyclesAllowed;
    }

    /** A container that the walk has entered, with the height and size of the parts that are done. */
    private static final class Visit {
        final Iterator<? extends @Nullable Object> parts;
        int height = 1;
        long size = 1;
        boolean done;

        Visit(Iterator<? extends @Nullable Object> parts) {
            this.parts = parts;
        }

        void include(Visit part) {
            height = Math.max(height, part.height + 1);
            size += part.size;
        }
    }

    void check(@Nullable Object root) {
        enter(root);
        while (!path.isEmpty()) {
            Visit visit = path.getLast();
            if (visit.parts.hasNext()) {
                enter(visit.parts.next());
                continue;
            }
            visit.done = true;
            path.removeLast();
            includeInParent(visit);
        }
    }

    private void enter(@Nullable Object value) {
        Iterator<? extends @Nullable Object> parts = parts(value);
        if (value == null || parts == null) {
            return;
        }
        Visit known = visits.get(value);
        if (known == null) {
            Visit visit = new Visit(parts);
            visits.put(value, visit);
            path.addLast(visit);
            if (path.size() > limits.maxDepth()) {
                throw tooDeep();
            }
        } else if (known.done) {
            includeInParent(known);
        } else if (!cyclesAllowed) {
            throw PickleException.unreadable("a container contains itself");
        }
    }

    /** Adds a finished part to the container that the walk is in. */
    private void includeInParent(Visit part) {
        Visit whole = path.peekLast();
        if (whole == null) {
            return;
        }
        whole.include(part);
        if (whole.height > limits.maxDepth()) {
            throw tooDeep();
        }
        if (whole.size > limits.maxContainers()) {
            throw PickleException.unreadable(
                    "written out, it holds more than " + limits.maxContainers() + " containers");
        }
    }

    private PickleException tooDeep() {
        return PickleException.unreadable("it is nested deeper than " + limits.maxDepth());
    }

    private static @Nullable Iterator<? extends @Nullable Object> parts(@Nullable Object value) {
        if (value instanceof Iterable<?> iterable) {
            return iterable.iterator();
        }
        if (value instanceof PyObject object) {
            return Arrays.asList(object.parts()).iterator();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return null;
        }
        if (map.isEmpty()) {
            return Collections.emptyIterator();
        }
        List<@Nullable Object> both = new ArrayList<>(map.keySet());
        both.addAll(map.values());
        return both.iterator();
    }
}
