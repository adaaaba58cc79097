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
 * Looks at a value whose parts are referred to from several places: how deep it is, how large it would be written out,
 * and whether it contains itself. It walks with a stack of its own, and visits each container once.
 */
final class ShapeCheck {

    private final PickleLimits limits;
    private final boolean cyclesAllowed;
    private final IdentityHashMap<Object, Visit> visits = new IdentityHashMap<>();
    private final Deque<Visit> path = new ArrayDeque<>();

    ShapeCheck(PickleLimits limits, boolean cyclesAllowed) {
        this.limits = limits;
        this.cyclesAllowed = cyclesAllowed;
    }

    /** A container on the way or done. */
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
            leave(visit);
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
            leave(known);
        } else if (!cyclesAllowed) {
            throw new PickleException("not a pickle that can be read: a container in it contains itself");
        }
    }

    /** Counts a finished part in what it is a part of. */
    private void leave(Visit part) {
        Visit whole = path.peekLast();
        if (whole == null) {
            return;
        }
        whole.include(part);
        if (whole.height > limits.maxDepth()) {
            throw tooDeep();
        }
        if (whole.size > limits.maxContainers()) {
            throw new PickleException("not a pickle that can be read: written out, it holds more containers than "
                    + limits.maxContainers());
        }
    }

    private PickleException tooDeep() {
        return new PickleException("not a pickle that can be read: it is nested deeper than " + limits.maxDepth());
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
