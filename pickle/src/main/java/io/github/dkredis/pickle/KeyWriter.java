package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys in protocol 1, byte for byte as CPython's C pickler does: cache entries are named by the MD5 of these
 * bytes. So this follows the pickler in what nobody would choose: everything is remembered, also what is never referred
 * to; a dict of exactly 1,000 entries ends in an empty batch; bytes are a call of {@code _codecs.encode}.
 */
final class KeyWriter extends PickleWriter {

    private static final int BATCH = 1_000;

    private static final PyGlobal ENCODE = new PyGlobal("_codecs", "encode");
    private static final PyGlobal BYTES = new PyGlobal("__builtin__", "bytes");
    private static final PyGlobal SET = new PyGlobal("__builtin__", "set");
    private static final PyGlobal FROZENSET = new PyGlobal("__builtin__", "frozenset");
    private static final PyGlobal OBJECT = new PyGlobal("__builtin__", "object");
    private static final PyGlobal RECONSTRUCTOR = new PyGlobal("copy_reg", "_reconstructor");

    /** Texts that CPython itself puts in; objects of their own, which no caller's text is. */
    @SuppressWarnings("StringOperationCanBeSimplified")
    private static final String LATIN1 = new String("latin1");

    @SuppressWarnings("StringOperationCanBeSimplified")
    private static final String INT = new String("int");

    private static final byte[] NO_BYTES = {};

    private final Sharing sharing;
    private final KeyMemo memo;
    private int remembered;

    private KeyWriter(Output out, PickleLimits limits, Sharing sharing, PickleConverter converter) {
        super(out, limits.maxDepth(), converter);
        this.sharing = sharing;
        this.memo = new KeyMemo(sharing);
    }

    static byte[] write(@Nullable Object key, Sharing sharing, PickleConverter converter) {
        Output out = new Output(128, PickleLimits.DEFAULTS.maxBytes());
        new KeyWriter(out, PickleLimits.DEFAULTS, sharing, converter).write(key);
        out.op(Opcode.STOP);
        return out.toByteArray();
    }

    @SuppressWarnings("ReferenceEquality") // they are told by being those very objects
    static boolean isConstant(Object object) {
        return object == LATIN1 || object == INT;
    }

    /** Writes a reference, if the object was written before. */
    private boolean recall(Object object) {
        int number = memo.find(object);
        if (number < 0) {
            return false;
        }
        if (number < 256) {
            out.op1(Opcode.BINGET, number);
        } else {
            out.op4(Opcode.LONG_BINGET, number);
        }
        return true;
    }

    private void remember(Object object) {
        memo.remember(object, remembered);
        rememberNothing();
    }

    /** Takes a number for what nobody can refer to. */
    private void rememberNothing() {
        int number = remembered++;
        if (number < 256) {
            out.op1(Opcode.BINPUT, number);
        } else {
            out.op4(Opcode.LONG_BINPUT, number);
        }
    }

    @Override
    void text(String text) {
        if (!recall(text)) {
            out.text(Opcode.BINUNICODE, text);
            remember(text);
        }
    }

    @Override
    void bool(boolean value) {
        out.ascii(value ? "I01\n" : "I00\n");
    }

    @Override
    void integer(long value) {
        if (value == (int) value) {
            out.integer((int) value);
        } else {
            out.ascii("L" + value + "L\n");
        }
    }

    @Override
    void big(BigInteger value) {
        String digits = value.toString();
        if (digits.length() - (value.signum() < 0 ? 1 : 0) > PickleLimits.MAX_DIGITS) {
            throw tooManyDigits();
        }
        out.ascii("L" + digits + "L\n");
    }

    @Override
    void global(PyGlobal global) {
        if (!recall(global)) {
            out.ascii("c" + global.module() + '\n' + global.name() + '\n');
            remember(global);
        }
    }

    @Override
    void bytes(byte[] bytes) {
        if (bytes.length == 0) {
            emptyBytes();
        } else if (!recall(bytes)) {
            freshBytes(bytes);
            remember(bytes);
        }
    }

    private void emptyBytes() {
        if (!recall(NO_BYTES)) {
            global(BYTES);
            out.op(Opcode.EMPTY_TUPLE);
            out.op(Opcode.REDUCE);
            remember(NO_BYTES);
        }
    }

    /** The bytes as text, one character a byte, to be encoded; the caller remembers the result. */
    private void freshBytes(byte[] bytes) {
        global(ENCODE);
        out.op(Opcode.MARK);
        out.latin1(Opcode.BINUNICODE, bytes);
        rememberNothing();
        text(LATIN1);
        endCall();
    }

    /** Ends the tuple of arguments, and calls. */
    private void endCall() {
        out.op(Opcode.TUPLE);
        rememberNothing();
        out.op(Opcode.REDUCE);
    }

    @Override
    void tuple(PyTuple tuple) {
        if (tuple.elements.length == 0) {
            out.op(Opcode.EMPTY_TUPLE);
        } else if (!recall(tuple)) {
            out.op(Opcode.MARK);
            for (Object element : tuple.elements) {
                write(element);
            }
            out.op(Opcode.TUPLE);
            remember(tuple);
        }
    }

    @Override
    void list(List<?> list) {
        if (list instanceof PyDeque) {
            throw noKey("a deque");
        }
        if (!recall(list)) {
            out.op(Opcode.EMPTY_LIST);
            remember(list);
            elements(list, list.size());
        }
    }

    private void elements(Iterable<?> elements, int size) {
        if (size > 1) {
            out.op(Opcode.MARK);
        }
        int written = 0;
        for (Object element : elements) {
            if (written > 0 && written % BATCH == 0) {
                out.op(Opcode.APPENDS);
                out.op(Opcode.MARK);
            }
            write(element);
            written++;
        }
        if (size > 0) {
            out.op(size == 1 ? Opcode.APPEND : Opcode.APPENDS);
        }
    }

    @Override
    void map(Map<?, ?> map) {
        if (map instanceof PyDict) {
            throw noKey("a dict of a kind of its own");
        }
        if (recall(map)) {
            return;
        }
        out.op(Opcode.EMPTY_DICT);
        remember(map);
        int size = map.size();
        if (size > 1) {
            out.op(Opcode.MARK);
        }
        int written = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            write(entry.getKey());
            write(entry.getValue());
            if (++written % BATCH == 0) {
                out.op(Opcode.SETITEMS);
                out.op(Opcode.MARK);
            }
        }
        if (size > 0) {
            out.op(size == 1 ? Opcode.SETITEM : Opcode.SETITEMS);
        }
    }

    @Override
    void set(Set<?> set) {
        members(set, SET, set);
    }

    @Override
    void frozenSet(PyFrozenSet set) {
        members(set, FROZENSET, set.members);
    }

    private void members(Object set, PyGlobal type, Set<?> members) {
        if (sharing != Sharing.IDENTITY && members.size() > 1) {
            throw noKey("a set of several members, whose order in Python is another in each process,");
        }
        if (!recall(set)) {
            global(type);
            out.op(Opcode.MARK);
            out.op(Opcode.EMPTY_LIST);
            rememberNothing();
            elements(members, members.size());
            endCall();
            remember(set);
        }
    }

    @Override
    void uuid(UUID uuid) {
        if (recall(uuid)) {
            return;
        }
        global(RECONSTRUCTOR);
        out.op(Opcode.MARK);
        global(Constructors.UUID);
        global(OBJECT);
        out.op(Opcode.NONE);
        endCall();
        remember(uuid);
        out.op(Opcode.EMPTY_DICT);
        rememberNothing();
        text(INT);
        write(PyNumbers.unsigned(uuid));
        out.op(Opcode.SETITEM);
        out.op(Opcode.BUILD);
    }

    @Override
    void reduced(Object value, Reduction reduction) {
        if (recall(value)) {
            return;
        }
        if (reduction.callable().module().equals("zoneinfo")) {
            throw noKey("a time zone with rules");
        }
        global(reduction.python2Callable());
        out.op(Opcode.MARK);
        for (Object argument : reduction.args().elements) {
            argument(argument);
        }
        endCall();
        remember(value);
    }

    /** Python makes the texts and bytes of a call anew each time, so they are equal to others, but none of them. */
    private void argument(@Nullable Object argument) {
        if (argument instanceof String text) {
            out.text(Opcode.BINUNICODE, text);
            rememberNothing();
        } else if (argument instanceof byte[] bytes) {
            freshBytes(bytes);
            rememberNothing();
        } else {
            write(argument);
        }
    }

    @Override
    void object(PyObject object) {
        throw noKey("an object of a class that Java does not know");
    }

    private static PickleException noKey(String what) {
        return new PickleException(what + " is no key that Java and Python are sure to name alike");
    }
}
