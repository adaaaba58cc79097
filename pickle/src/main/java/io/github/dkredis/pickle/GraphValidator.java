package io.github.dkredis.pickle;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Validates a value whose parts are referred to from several places: how deep it is nested, how large it would be if
 * written out, and whether it contains itself. The walk keeps its own stack, so a deep value cannot overflow the
 * thread's, and visits each container once, so it takes time proportional to the pickle's length.
 *
 * <p>A cycle that passes through a {@link PyObject} is harmless: the {@code equals}, {@code hashCode} and
 * {@code toString} methods of an object do not look at its parts. A cycle of lists, dicts and tuples alone is refused
 * unless the caller has asked for it.
 */
final class GraphValidator {

    /** The measure of a container that the walk has entered and not left. */
    private static final long OPEN = 0;
    /** A measure has the height of a container above this bit, and below what each further reference to it counts. */
    private static final int HEIGHT_SHIFT = 48;

    private static final long COUNT_MASK = (1L << HEIGHT_SHIFT) - 1;
    private static final long EMPTY = 1L << HEIGHT_SHIFT | 1;
    /** So many elements of a container that is referred to again count as one container more. */
    private static final int ELEMENTS_PER_COUNT = 4;

    private final PickleLimits limits;
    private final boolean cyclesAllowed;
    private final ReadBudget budget;
    private final Deque<Visit> path = new ArrayDeque<>();

    /** The containers that the walk has entered, in an open-addressing table by identity; and their measures. */
    private @Nullable Object[] containers = new Object[64];

    private long[] measures = new long[64];
    private int count;

    GraphValidator(PickleLimits limits, boolean cyclesAllowed, ReadBudget budget) {
        this.limits = limits;
        this.cyclesAllowed = cyclesAllowed;
        this.budget = budget;
    }

    /** A container that the walk is in, with the height and size of the parts that are done. */
    private static final class Visit {
        final Object container;
        final Iterator<? extends @Nullable Object> parts;
        long height = 1;
        /** The containers in it, and what further references count. */
        long size = 1;
        /** The size, and its elements that are not containers. */
        long sizeWithElements = 1;

        int elements;

        Visit(Object container) {
            this.container = container;
            this.parts = parts(container);
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
            path.removeLast();
            visit.sizeWithElements += visit.elements / ELEMENTS_PER_COUNT;
            measures[slot(visit.container)] = visit.height << HEIGHT_SHIFT | visit.sizeWithElements;
            includeInParent(visit.height, visit.size, visit.sizeWithElements);
        }
    }

    private void enter(@Nullable Object value) {
        if (!(value instanceof Iterable<?> || value instanceof Map<?, ?> || value instanceof PyObject)) {
            if (!path.isEmpty()) {
                path.getLast().elements++;
            }
            return;
        }
        if (isEmpty(value)) {
            includeAgain(EMPTY);
            return;
        }
        int slot = slot(value);
        if (containers[slot] == null) {
            add(slot, value);
            path.addLast(new Visit(value));
            if (path.size() > limits.maxDepth()) {
                throw tooDeep();
            }
        } else if (measures[slot] != OPEN) {
            includeAgain(measures[slot]);
        } else if (!cyclesAllowed && !passesThroughObject(value)) {
            throw PickleException.unreadable("a container contains itself (withCycles() reads it)");
        }
    }

    private static boolean isEmpty(Object value) {
        if (value instanceof PyTuple tuple) {
            return tuple.size() == 0;
        }
        return value instanceof Collection<?> elements
                ? elements.isEmpty()
                : value instanceof Map<?, ?> map && map.isEmpty() && !(value instanceof PyDefaultDict);
    }

    /** Tells whether the cycle that begins and ends at this open container contains an object. */
    @SuppressWarnings("ReferenceEquality") // looks for this very container
    private boolean passesThroughObject(Object container) {
        for (Iterator<Visit> visits = path.descendingIterator(); visits.hasNext(); ) {
            Object part = visits.next().container;
            if (part instanceof PyObject) {
                return true;
            }
            if (part == container) {
                return false;
            }
        }
        return false;
    }

    /** Adds a further reference to a finished container. */
    private void includeAgain(long measure) {
        includeInParent(measure >>> HEIGHT_SHIFT, measure & COUNT_MASK, measure & COUNT_MASK);
    }

    /** Adds a finished part to the container that the walk is in. */
    private void includeInParent(long height, long size, long sizeWithElements) {
        Visit whole = path.peekLast();
        if (whole == null) {
            return;
        }
        whole.height = Math.max(whole.height, height + 1);
        whole.size += size;
        // a bound that no value within the limits reaches, against an overflow
        whole.sizeWithElements = Math.min(whole.sizeWithElements + sizeWithElements, COUNT_MASK >> 2);
        if (whole.height > limits.maxDepth()) {
            throw tooDeep();
        }
        if (whole.size > limits.maxContainers()) {
            throw PickleException.unreadable(
                    "written out, it holds more than " + limits.maxContainers() + " containers");
        }
    }

    private void add(int slot, Object container) {
        containers[slot] = container;
        if (++count * 2 <= containers.length) {
            return;
        }
        @Nullable Object[] oldContainers = containers;
        long[] oldMeasures = measures;
        budget.heap(2L * oldContainers.length * (Heap.REFERENCE + Long.BYTES));
        containers = new Object[oldContainers.length * 2];
        measures = new long[containers.length];
        for (int i = 0; i < oldContainers.length; i++) {
            Object moved = oldContainers[i];
            if (moved != null) {
                int to = slot(moved);
                containers[to] = moved;
                measures[to] = oldMeasures[i];
            }
        }
    }

    /** Returns the slot of the container, or the free slot for it. */
    @SuppressWarnings("ReferenceEquality") // looks for this very container
    private int slot(Object container) {
        int mask = containers.length - 1;
        int slot = (int) SeededHash.mix(System.identityHashCode(container)) & mask;
        while (containers[slot] != null && containers[slot] != container) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private PickleException tooDeep() {
        return PickleException.unreadable("it is nested deeper than " + limits.maxDepth());
    }

    private static Iterator<? extends @Nullable Object> parts(Object container) {
        if (container instanceof PyObject object) {
            return object.parts().iterator();
        }
        if (container instanceof PyDefaultDict dict) {
            return new Chain(Collections.singleton(dict.factory()).iterator(), new KeysAndValues(dict));
        }
        return container instanceof Map<?, ?> map
                ? new KeysAndValues(map)
                : ((Iterable<? extends @Nullable Object>) container).iterator();
    }

    /** Both elements of each entry of a map, without a copy. */
    private static final class KeysAndValues implements Iterator<@Nullable Object> {
        private final Iterator<? extends Map.Entry<?, ?>> entries;
        private Map.@Nullable Entry<?, ?> current;

        KeysAndValues(Map<?, ?> map) {
            entries = map.entrySet().iterator();
        }

        @Override
        public boolean hasNext() {
            return current != null || entries.hasNext();
        }

        @Override
        public @Nullable Object next() {
            Map.Entry<?, ?> entry = current;
            if (entry != null) {
                current = null;
                return entry.getValue();
            }
            current = entries.next();
            return current.getKey();
        }
    }

    /** The elements of two iterators. */
    private record Chain(Iterator<? extends @Nullable Object> first, Iterator<? extends @Nullable Object> second)
            implements Iterator<@Nullable Object> {
        @Override
        public boolean hasNext() {
            return first.hasNext() || second.hasNext();
        }

        @Override
        public @Nullable Object next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return first.hasNext() ? first.next() : second.next();
        }
    }
}
