package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builds containers and objects from the values on the stack, and adds elements, entries and state to them. */
final class ObjectBuilder {

    private final ReadStack stack;
    private final ReadBudget budget;
    private final DictKeyValidator keys;
    /** The number of unfinished UUIDs. It must be 0 at the end, so that no placeholder is part of the result. */
    private int pending;

    ObjectBuilder(ReadStack stack, ReadBudget budget) {
        this.stack = stack;
        this.budget = budget;
        this.keys = new DictKeyValidator(budget);
    }

    /**
     * Stands for a UUID whose number has not been read yet: Python makes the object empty, and then sets its state, a
     * dict with the number. A {@code UUID} is immutable, so this placeholder remains in the memo and refers to it.
     */
    private static final class PendingUuid {
        private @Nullable UUID finished;

        UUID finish(@Nullable Object state) {
            Object value = state instanceof Map<?, ?> map ? map.get("int") : null;
            BigInteger number = Numbers.integer(value);
            if (number == null || number.signum() < 0 || number.bitLength() > 128) {
                throw PickleException.unreadable("a UUID has no number of 128 bits");
            }
            UUID uuid = new UUID(number.shiftRight(64).longValue(), number.longValue());
            finished = uuid;
            return uuid;
        }
    }

    void requireFinished() {
        if (pending != 0) {
            throw unfinishedUuid();
        }
    }

    /** Returns what a memoized value stands for. */
    @Nullable
    Object resolved(@Nullable Object value) {
        if (!(value instanceof PendingUuid placeholder)) {
            return value;
        }
        if (placeholder.finished == null) {
            throw unfinishedUuid();
        }
        return placeholder.finished;
    }

    /** Tells whether the result may no longer be a tree after a second reference to this value. */
    boolean isShareable(@Nullable Object value) {
        if (value instanceof PendingUuid) {
            throw unfinishedUuid();
        }
        return value instanceof Iterable<?> || value instanceof Map<?, ?> || value instanceof PyObject;
    }

    void tuple(int slot) {
        if (slot == stack.size()) {
            stack.push(PyTuple.EMPTY, 1);
            return;
        }
        PyTuple tuple = new PyTuple(stack.copyFrom(slot));
        int depth = stack.depthFrom(slot) + 1;
        stack.drop(slot);
        stack.pushNew(tuple, depth, Heap.TUPLE + Heap.REFERENCE * tuple.elements.length);
    }

    void list(int slot) {
        ArrayList<@Nullable Object> list = new ArrayList<>(Arrays.asList(stack.copyFrom(slot)));
        int depth = stack.depthFrom(slot) + 1;
        stack.drop(slot);
        stack.pushNew(list, depth, Heap.LIST + Heap.REFERENCE * list.size());
    }

    void dict(int slot) {
        Map<@Nullable Object, @Nullable Object> dict = new LinkedHashMap<>();
        int depth = stack.depthFrom(slot) + 1;
        putAll(dict, slot);
        stack.drop(slot);
        stack.pushNew(dict, depth, Heap.DICT);
    }

    void frozenSet(int slot) {
        Set<@Nullable Object> members = new LinkedHashSet<>();
        int depth = stack.depthFrom(slot) + 1;
        for (int i = slot; i < stack.size(); i++) {
            keys.add(members, stack.get(i));
        }
        stack.drop(slot);
        stack.pushNew(new PyFrozenSet(members), depth, Heap.SET + Heap.TUPLE);
    }

    @SuppressWarnings("unchecked") // the sets that the reader makes hold any value
    void addItems(int slot) {
        if (!(stack.target(slot) instanceof LinkedHashSet<?> set)) {
            throw PickleException.unreadable("members are added to something other than a set");
        }
        for (int i = slot; i < stack.size(); i++) {
            keys.add((Set<@Nullable Object>) set, stack.get(i));
        }
        stack.dropInto(slot);
    }

    void append(int slot) {
        int count = stack.size() - slot;
        List<@Nullable Object> list = CollectionConstructors.elements(stack.target(slot), count);
        if (list == null) {
            throw PickleException.unreadable("elements are added to something that takes none, or no more");
        }
        Heap.chargeElements(budget, list.size(), count);
        for (int i = slot; i < slot + count; i++) {
            list.add(stack.get(i));
        }
        stack.dropInto(slot);
    }

    void setItems(int slot) {
        Map<@Nullable Object, @Nullable Object> entries = CollectionConstructors.entries(stack.target(slot));
        if (entries == null) {
            throw PickleException.unreadable("entries are set in something other than a dict");
        }
        putAll(entries, slot);
        stack.dropInto(slot);
    }

    private void putAll(Map<@Nullable Object, @Nullable Object> map, int slot) {
        int end = stack.size();
        if ((end - slot) % 2 != 0) {
            throw PickleException.unreadable("a key has no value");
        }
        for (int i = slot; i < end; i += 2) {
            keys.put(map, stack.get(i), stack.get(i + 1));
        }
    }

    void reduce() {
        int depth = stack.depthFrom(stack.under(2)) + 1;
        PyTuple args = arguments();
        Object callable = callable();
        boolean uuid = Globals.RECONSTRUCTOR.equals(callable) && args.size() == 3 && Globals.UUID.equals(args.get(0));
        push(uuid ? new PendingUuid() : KnownConstructors.call(callable, args, keys), depth);
    }

    /** Runs {@code INST}: the class is part of the opcode, and the arguments are the values above the mark. */
    void instance(PyGlobal type) {
        tuple(stack.popMark());
        int depth = stack.depthFrom(stack.under(1)) + 1;
        push(KnownConstructors.instance(type, arguments(), keys), depth);
    }

    /** Runs {@code OBJ}: the class is the first value above the mark, and the arguments follow. */
    void instance() {
        int slot = stack.popMark();
        if (slot == stack.size() || !(stack.get(slot) instanceof PyGlobal type)) {
            throw PickleException.unreadable("an object has no class");
        }
        tuple(slot + 1);
        int depth = stack.depthFrom(slot) + 1;
        PyTuple args = arguments();
        stack.drop(slot);
        push(KnownConstructors.instance(type, args, keys), depth);
    }

    void newObject() {
        int depth = stack.depthFrom(stack.under(2)) + 1;
        PyTuple args = arguments();
        PyGlobal type = type();
        boolean uuid = type.equals(Globals.UUID) && args.size() == 0;
        push(uuid ? new PendingUuid() : new PyObject(PyObject.Form.NEW, type, args), depth);
    }

    @SuppressWarnings("unchecked") // the maps that the reader makes hold any value
    void newObjectWithKeywords() {
        int depth = stack.depthFrom(stack.under(3)) + 1;
        if (!(stack.pop() instanceof LinkedHashMap<?, ?> keywords)) {
            throw PickleException.unreadable("keyword arguments are not a dict");
        }
        PyTuple args = arguments();
        push(
                new PyObject(
                        PyObject.Form.NEW_KEYWORDS, type(), args, (Map<@Nullable Object, @Nullable Object>) keywords),
                depth);
    }

    void build() {
        int depth = stack.depthFrom(stack.under(1));
        Object state = stack.pop();
        Object target = stack.top();
        if (target instanceof PendingUuid placeholder && placeholder.finished == null) {
            pending--;
            stack.replaceTop(placeholder.finish(state));
        } else if (target instanceof PyObject object && !object.hasState()) {
            object.setState(state);
            stack.deepenTop(depth + 1);
        } else {
            throw PickleException.unreadable("attributes are set on something that takes none");
        }
    }

    private void push(Object made, int depth) {
        if (made instanceof PendingUuid) {
            pending++;
        }
        stack.pushNew(made, depth, made instanceof PyObject ? Heap.OBJECT : Heap.SCALAR);
    }

    /** Pops the tuple of arguments, whose depth has to be taken before. */
    private PyTuple arguments() {
        if (!(stack.pop() instanceof PyTuple args)) {
            throw PickleException.unreadable("arguments are not a tuple");
        }
        return args;
    }

    private PyGlobal type() {
        if (!(stack.pop() instanceof PyGlobal type)) {
            throw PickleException.unreadable("an object has no class");
        }
        return type;
    }

    private Object callable() {
        Object callable = stack.pop();
        if (callable instanceof PyGlobal || callable instanceof PyObject) {
            return callable;
        }
        throw PickleException.unreadable("something is called that is neither a class nor a function");
    }

    private static PickleException unfinishedUuid() {
        return PickleException.unreadable("a UUID is not finished");
    }
}
