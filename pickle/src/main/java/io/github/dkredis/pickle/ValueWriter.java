package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes values in protocol 4, which every Python from 3.4 on reads. To save time and bytes it writes no frames, and
 * memoizes only the keys of dicts and the names of classes, which are the values that usually repeat, and objects,
 * whose identity is kept.
 */
final class ValueWriter extends PickleWriter {

    private static final int PROTOCOL = 4;
    /** The batch size of CPython. It bounds the stack that a reader needs. */
    private static final int BATCH = 1_000;
    /** Up to this many characters, UTF-8 takes at most 255 bytes, and the length fits one byte. */
    private static final int SHORT_TEXT = 85;

    private final WriteMemo memo = new WriteMemo();
    /** Whether the identity of containers is kept too, so that a container may contain itself. */
    private final boolean keepsContainers;

    private ValueWriter(PickleOutput out, PickleOptions options) {
        super(out, options.limits().maxDepth(), options.converter(), options.precision());
        this.keepsContainers = options.cyclesAllowed();
    }

    static byte[] write(@Nullable Object value, PickleOptions options) {
        PickleOutput out = new PickleOutput(256, options.limits().maxBytes());
        out.op1(Opcode.PROTO, PROTOCOL);
        new ValueWriter(out, options).write(value);
        out.op(Opcode.STOP);
        return out.toByteArray();
    }

    /**
     * Writes a reference to a container that was written before, if the identity of containers is kept.
     *
     * @return whether it was
     */
    private boolean isWritten(Object container) {
        return keepsContainers && memo.writeObjectReference(container, out);
    }

    private void remember(Object container) {
        // immutable collections may be one object by accident, such as List.of()
        boolean mutable = container instanceof ArrayList<?>
                || container instanceof LinkedHashMap<?, ?>
                || container instanceof LinkedHashSet<?>
                || container instanceof PyDict
                || container instanceof PyDeque;
        if (keepsContainers && mutable) {
            memo.memoizeObject(container, out);
        }
    }

    @Override
    void text(String text) {
        if (text.length() <= SHORT_TEXT) {
            out.shortText(Opcode.SHORT_BINUNICODE, text);
        } else {
            out.text(Opcode.BINUNICODE, text);
        }
    }

    private void key(@Nullable Object key) {
        if (!(key instanceof String text)) {
            write(key);
        } else if (!memo.writeReference(text, out)) {
            text(text);
            memo.memoize(text, out);
        }
    }

    @Override
    void bool(boolean value) {
        out.op(value ? Opcode.NEWTRUE : Opcode.NEWFALSE);
    }

    @Override
    void integer(long value) {
        if (value == (int) value) {
            out.integer((int) value);
            return;
        }
        // the fewest bytes of two's complement
        int length = (Long.SIZE - Long.numberOfLeadingZeros(value < 0 ? ~value : value)) / 8 + 1;
        out.op1(Opcode.LONG1, length);
        for (int i = 0; i < length; i++) {
            out.op((int) (value >> (8 * i)));
        }
    }

    @Override
    void big(BigInteger value) {
        byte[] bytes = value.toByteArray();
        if (bytes.length < 256) {
            out.op1(Opcode.LONG1, bytes.length);
        } else {
            out.op4(Opcode.LONG4, bytes.length);
        }
        for (int i = bytes.length - 1; i >= 0; i--) {
            out.op(bytes[i]);
        }
    }

    @Override
    void bytes(byte[] bytes) {
        if (bytes.length < 256) {
            out.op1(Opcode.SHORT_BINBYTES, bytes.length);
        } else {
            out.op4(Opcode.BINBYTES, bytes.length);
        }
        out.raw(bytes);
    }

    @Override
    void tuple(PyTuple tuple) {
        int size = tuple.elements.length;
        if (size == 0) {
            out.op(Opcode.EMPTY_TUPLE);
            return;
        }
        if (isWritten(tuple)) {
            return;
        }
        if (size > 3) {
            out.op(Opcode.MARK);
        }
        for (Object element : tuple.elements) {
            write(element);
        }
        if (keepsContainers && dropsWritten(tuple)) {
            return;
        }
        out.op(size > 3 ? Opcode.TUPLE : Opcode.TUPLE1 + size - 1);
        if (keepsContainers) {
            memo.memoizeObject(tuple, out);
        }
    }

    /**
     * A tuple can contain a list that contains the tuple. It was then written while its elements were, so the elements
     * on the stack are dropped again, as Python's own pickler does.
     */
    private boolean dropsWritten(PyTuple tuple) {
        int size = tuple.elements.length;
        if (!memo.isMemoized(tuple)) {
            return false;
        }
        if (size > 3) {
            out.op(Opcode.POP_MARK);
        } else {
            for (int i = 0; i < size; i++) {
                out.op(Opcode.POP);
            }
        }
        return memo.writeObjectReference(tuple, out);
    }

    @Override
    void list(List<?> list) {
        if (isWritten(list)) {
            return;
        }
        if (list instanceof PyDeque deque) {
            PyTuple args = deque.maxLength().isEmpty()
                    ? PyTuple.EMPTY
                    : new PyTuple(PyTuple.EMPTY, deque.maxLength().getAsInt());
            call(Globals.DEQUE, args);
        } else {
            out.op(Opcode.EMPTY_LIST);
        }
        remember(list);
        elements(list, Opcode.APPENDS);
    }

    private void elements(Iterable<?> elements, int batchEnd) {
        int inBatch = 0;
        for (Object element : elements) {
            if (inBatch == BATCH) {
                out.op(batchEnd);
                inBatch = 0;
            }
            if (inBatch++ == 0) {
                out.op(Opcode.MARK);
            }
            write(element);
        }
        if (inBatch > 0) {
            out.op(batchEnd);
        }
    }

    @Override
    void map(Map<?, ?> map) {
        if (isWritten(map)) {
            return;
        }
        if (map instanceof PyCounter) {
            global(Globals.COUNTER);
            out.op(Opcode.EMPTY_DICT);
            entries(map);
            out.op(Opcode.TUPLE1);
            out.op(Opcode.REDUCE);
            remember(map);
            return;
        }
        if (map instanceof PyOrderedDict) {
            call(Globals.ORDERED_DICT, PyTuple.EMPTY);
        } else if (map instanceof PyDefaultDict dict) {
            call(Globals.DEFAULT_DICT, dict.factory() == null ? PyTuple.EMPTY : new PyTuple(dict.factory()));
        } else {
            out.op(Opcode.EMPTY_DICT);
        }
        remember(map);
        entries(map);
    }

    private void entries(Map<?, ?> map) {
        int inBatch = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (inBatch == BATCH) {
                out.op(Opcode.SETITEMS);
                inBatch = 0;
            }
            if (inBatch++ == 0) {
                out.op(Opcode.MARK);
            }
            key(entry.getKey());
            write(entry.getValue());
        }
        if (inBatch > 0) {
            out.op(Opcode.SETITEMS);
        }
    }

    @Override
    void set(Set<?> set) {
        if (isWritten(set)) {
            return;
        }
        out.op(Opcode.EMPTY_SET);
        remember(set);
        elements(set, Opcode.ADDITEMS);
    }

    @Override
    void frozenSet(PyFrozenSet set) {
        out.op(Opcode.MARK);
        for (Object member : set.members) {
            write(member);
        }
        out.op(Opcode.FROZENSET);
    }

    @Override
    void uuid(UUID uuid) {
        global(Globals.UUID);
        out.op(Opcode.EMPTY_TUPLE);
        out.op(Opcode.NEWOBJ);
        out.op(Opcode.EMPTY_DICT);
        key("int");
        write(Numbers.unsigned(uuid));
        out.op(Opcode.SETITEM);
        out.op(Opcode.BUILD);
    }

    @Override
    void reduced(Object value, Reduction reduction) {
        call(reduction.callable(), reduction.args());
    }

    private void call(Object callable, PyTuple args) {
        write(callable);
        tuple(args);
        out.op(Opcode.REDUCE);
    }

    @Override
    void object(PyObject object) {
        if (memo.writeObjectReference(object, out)) {
            return;
        }
        switch (object.form) {
            case CALL -> call(object.callable, object.args);
            case RECONSTRUCT -> {
                PyTuple parts = new PyTuple(object.callable, object.args.get(0), object.args.get(1));
                call(Globals.RECONSTRUCTOR, parts);
            }
            case NEW -> {
                write(object.callable);
                tuple(object.args);
                out.op(Opcode.NEWOBJ);
            }
            case NEW_KEYWORDS -> {
                write(object.callable);
                tuple(object.args);
                map(object.keywords);
                out.op(Opcode.NEWOBJ_EX);
            }
        }
        memo.memoizeObject(object, out);
        elements(object.items(), Opcode.APPENDS);
        entries(object.entries());
        if (object.hasState()) {
            write(object.state());
            out.op(Opcode.BUILD);
        }
    }

    @Override
    void global(PyGlobal global) {
        if (!memo.writeReference(global, out)) {
            text(global.module());
            text(global.name());
            out.op(Opcode.STACK_GLOBAL);
            memo.memoize(global, out);
        }
    }
}
