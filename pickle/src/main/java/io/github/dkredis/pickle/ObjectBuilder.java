package io.github.dkredis.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes containers and objects of what is on the stack, and fills those that are. */
final class ObjectBuilder {

    private final ReadStack stack;
    private final ReadMemo memo;
    private final KeyGuard keys;
    /** UUIDs begun and not finished; there must be none at the end, so none can be anywhere in the result. */
    private int pending;

    ObjectBuilder(ReadStack stack, ReadMemo memo, KeyGuard keys) {
        this.stack = stack;
        this.memo = memo;
        this.keys = keys;
    }

    void requireFinished() {
        if (pending != 0) {
            throw refused("a UUID in it is not finished");
        }
    }

    /** Whether a second reference to this value makes the result something else than a tree. */
    boolean isShareable(@Nullable Object value) {
        if (value instanceof PendingUuid) {
            throw refused("a UUID in it is not finished");
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
        stack.pushNew(tuple, depth);
    }

    void list(int slot) {
        ArrayList<@Nullable Object> list = new ArrayList<>(Arrays.asList(stack.copyFrom(slot)));
        int depth = stack.depthFrom(slot) + 1;
        stack.drop(slot);
        stack.pushNew(list, depth);
    }

    void dict(int slot) {
        Map<@Nullable Object, @Nullable Object> dict = new LinkedHashMap<>();
        int depth = stack.depthFrom(slot) + 1;
        putAll(dict, slot);
        stack.drop(slot);
        stack.pushNew(dict, depth);
    }

    void frozenSet(int slot) {
        Set<@Nullable Object> members = new LinkedHashSet<>();
        int depth = stack.depthFrom(slot) + 1;
        for (int i = slot; i < stack.size(); i++) {
            keys.add(members, stack.get(i));
        }
        stack.drop(slot);
        stack.pushNew(new PyFrozenSet(members), depth);
    }

    @SuppressWarnings("unchecked") // the reader makes no set of anything narrower
    void addItems(int slot) {
        if (!(stack.target(slot) instanceof LinkedHashSet<?> set)) {
            throw refused("members are added to what is no set");
        }
        for (int i = slot; i < stack.size(); i++) {
            keys.add((Set<@Nullable Object>) set, stack.get(i));
        }
        stack.dropInto(slot);
    }

    void append(int slot) {
        if (!PyCollections.append(stack.target(slot), stack, slot)) {
            throw refused("elements are added to what takes none, or no more");
        }
        stack.dropInto(slot);
    }

    void setItems(int slot) {
        Map<@Nullable Object, @Nullable Object> entries = PyCollections.entries(stack.target(slot));
        if (entries == null) {
            throw refused("entries are set in what is no dict");
        }
        putAll(entries, slot);
        stack.dropInto(slot);
    }

    private void putAll(Map<@Nullable Object, @Nullable Object> map, int slot) {
        int end = stack.size();
        if ((end - slot) % 2 != 0) {
            throw refused("a key has no value");
        }
        for (int i = slot; i < end; i += 2) {
            keys.put(map, stack.get(i), stack.get(i + 1));
        }
    }

    void reduce() {
        int depth = stack.topDepth() + 1;
        PyTuple args = arguments();
        push(Constructors.call(callable(), args, keys), depth);
    }

    /** {@code INST}: the class is in the opcode, the arguments from the mark on. */
    void instance(PyGlobal type) {
        tuple(stack.popMark());
        int depth = stack.topDepth() + 1;
        push(Constructors.call(type, arguments(), keys), depth);
    }

    /** {@code OBJ}: the class is the first above the mark. */
    void instance() {
        int slot = stack.popMark();
        if (slot == stack.size() || !(stack.get(slot) instanceof PyGlobal type)) {
            throw refused("an object has no class");
        }
        tuple(slot + 1);
        int depth = stack.topDepth() + 1;
        PyTuple args = arguments();
        stack.drop(slot);
        push(Constructors.call(type, args, keys), depth);
    }

    void newObject() {
        int depth = stack.topDepth() + 1;
        PyTuple args = arguments();
        if (!(stack.pop() instanceof PyGlobal type)) {
            throw refused("an object has no class");
        }
        push(Constructors.create(type, args), depth);
    }

    @SuppressWarnings("unchecked") // the reader makes no map of anything narrower
    void newObjectWithKeywords() {
        int depth = Math.max(stack.topDepth(), stack.depthFrom(stack.under(2))) + 1;
        Object keywords = stack.pop();
        PyTuple args = arguments();
        if (!(keywords instanceof LinkedHashMap<?, ?> map) || !(stack.pop() instanceof PyGlobal type)) {
            throw refused("an object has no class");
        }
        push(
                new PyObject(PyObject.Form.NEW_KEYWORDS, type, args, (Map<@Nullable Object, @Nullable Object>) map),
                depth);
    }

    void build() {
        int depth = stack.topDepth();
        Object state = stack.pop();
        Object target = stack.top();
        if (target instanceof PendingUuid begun) {
            Object uuid = begun.finish(state);
            pending--;
            memo.replace(begun, uuid);
            stack.replaceTop(uuid);
        } else if (target instanceof PyObject object && !object.hasState() && !object.isFrozen()) {
            object.setState(state);
            stack.deepenTop(depth + 1);
        } else {
            throw refused("attributes are set on what takes none");
        }
    }

    private void push(Object made, int depth) {
        if (made instanceof PendingUuid) {
            pending++;
        }
        stack.pushNew(made, depth);
    }

    private PyTuple arguments() {
        if (!(stack.pop() instanceof PyTuple args)) {
            throw refused("arguments are no tuple");
        }
        return args;
    }

    private Object callable() {
        Object callable = stack.pop();
        if (callable instanceof PyGlobal || callable instanceof PyObject) {
            return callable;
        }
        throw refused("something is called that cannot be");
    }

    private static PickleException refused(String what) {
        return new PickleException("not a pickle that can be read: " + what);
    }
}
