package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys in protocol 1, byte for byte as the C pickler of CPython 3.8 to 3.13 ({@code Modules/_pickle.c}) does,
 * because the name of a cache entry is the MD5 of these bytes. So it also repeats the pickler's waste: every object is
 * memoized, even if no later opcode refers to it; a dict of exactly 1,000 entries ends in an empty batch; bytes are a
 * call of {@code _codecs.encode}.
 */
final class CacheKeyWriter extends PickleWriter {

    private static final int BATCH = 1_000;

    private static final PyGlobal ENCODE = new PyGlobal("_codecs", "encode");
    private static final PyGlobal BYTES = new PyGlobal("__builtin__", "bytes");
    private static final PyGlobal SET = new PyGlobal("__builtin__", "set");
    private static final PyGlobal FROZENSET = new PyGlobal("__builtin__", "frozenset");
    private static final PyGlobal OBJECT = new PyGlobal("__builtin__", "object");
    private static final PyGlobal RECONSTRUCTOR = new PyGlobal("copy_reg", "_reconstructor");

    /** CPython has a single empty bytes object; this array stands for it in the memo. */
    private static final byte[] NO_BYTES = {};

    private final Set<KeyVariation> variations;
    private final CacheKeyMemo memo;
    /** The variations that make a difference for this key. */
    private final Set<KeyVariation> relevant = EnumSet.noneOf(KeyVariation.class);

    private int nextNumber;

    private CacheKeyWriter(PickleOutput out, Set<KeyVariation> variations, PickleConverter converter) {
        super(out, PickleLimits.DEFAULTS.maxDepth(), converter, TimePrecision.EXACT);
        this.variations = variations;
        this.memo = new CacheKeyMemo(variations);
    }

    /** Returns the pickle of a key. */
    static byte[] write(@Nullable Object key, Set<KeyVariation> variations, PickleConverter converter) {
        PickleOutput out = new PickleOutput(128, PickleLimits.DEFAULTS.maxBytes());
        new CacheKeyWriter(out, variations, converter).write(key);
        out.op(Opcode.STOP);
        return out.toByteArray();
    }

    /** Returns every pickle that Python may write for the key, the most likely one first. */
    static List<byte[]> writeAll(@Nullable Object key, PickleConverter converter) {
        PickleOutput out = new PickleOutput(128, PickleLimits.DEFAULTS.maxBytes());
        CacheKeyWriter first = new CacheKeyWriter(out, Set.of(), converter);
        first.write(key);
        out.op(Opcode.STOP);
        List<byte[]> pickles = new ArrayList<>(List.of(out.toByteArray()));
        first.relevant.add(KeyVariation.COMPUTED_TEXTS);
        for (Set<KeyVariation> variations : combinations(first.relevant)) {
            byte[] pickle = write(key, variations, converter);
            if (pickles.stream().noneMatch(other -> Arrays.equals(other, pickle))) {
                pickles.add(pickle);
            }
        }
        return pickles;
    }

    private static List<Set<KeyVariation>> combinations(Set<KeyVariation> variations) {
        List<Set<KeyVariation>> combinations = new ArrayList<>(List.of(EnumSet.noneOf(KeyVariation.class)));
        for (KeyVariation variation : variations) {
            for (Set<KeyVariation> without : List.copyOf(combinations)) {
                Set<KeyVariation> with = EnumSet.copyOf(without);
                with.add(variation);
                combinations.add(with);
            }
        }
        return combinations;
    }

    private boolean varies(KeyVariation variation) {
        relevant.add(variation);
        return variations.contains(variation);
    }

    /**
     * Writes a reference if the object was memoized.
     *
     * @return whether it was
     */
    private boolean writeReference(Object object) {
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

    private void memoize(Object object) {
        memo.memoize(object, nextNumber);
        skipNumber();
    }

    /** Uses up a memo number for an object to which no reference can follow. */
    private void skipNumber() {
        int number = nextNumber++;
        if (number < 256) {
            out.op1(Opcode.BINPUT, number);
        } else {
            out.op4(Opcode.LONG_BINPUT, number);
        }
    }

    @Override
    void text(String text) {
        if (!writeReference(text)) {
            out.text(Opcode.BINUNICODE, text);
            memoize(text);
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
        throw noCommonName("a class or a function");
    }

    /** Writes a class or function under its Python 2 name, which protocols 0 to 2 use. */
    private void python2Global(PyGlobal global) {
        if (!writeReference(global)) {
            out.ascii("c" + global.module() + '\n' + global.name() + '\n');
            memoize(global);
        }
    }

    @Override
    void bytes(byte[] bytes) {
        if (bytes.length == 0) {
            emptyBytes();
        } else if (!writeReference(bytes)) {
            freshBytes(bytes);
            memoize(bytes);
        }
    }

    /** Tells whether CPython decodes this byte to the same text as an equal text of the key. */
    private boolean isSharedCharacter(byte b) {
        return !variations.contains(KeyVariation.JAVA_IDENTITY) && (b < 0 || varies(KeyVariation.SHARED_CHARACTERS));
    }

    private void emptyBytes() {
        if (!writeReference(NO_BYTES)) {
            python2Global(BYTES);
            out.op(Opcode.EMPTY_TUPLE);
            out.op(Opcode.REDUCE);
            memoize(NO_BYTES);
        }
    }

    /** Writes bytes as a call that encodes a text of one character per byte. The caller memoizes the result. */
    private void freshBytes(byte[] bytes) {
        python2Global(ENCODE);
        out.op(Opcode.MARK);
        if (bytes.length == 1 && isSharedCharacter(bytes[0])) {
            text(String.valueOf((char) (bytes[0] & 0xff)));
        } else {
            out.latin1(Opcode.BINUNICODE, bytes);
            skipNumber();
        }
        text(CacheKeyMemo.LATIN1);
        endCall();
    }

    /** Ends the tuple of arguments and calls the function below it. */
    private void endCall() {
        out.op(Opcode.TUPLE);
        skipNumber();
        out.op(Opcode.REDUCE);
    }

    @Override
    void tuple(PyTuple tuple) {
        if (tuple.elements.length == 0) {
            out.op(Opcode.EMPTY_TUPLE);
        } else if (!writeReference(tuple)) {
            out.op(Opcode.MARK);
            for (Object element : tuple.elements) {
                write(element);
            }
            out.op(Opcode.TUPLE);
            memoize(tuple);
        }
    }

    @Override
    void list(List<?> list) {
        if (list instanceof PyDeque) {
            throw noCommonName("a deque");
        }
        if (!writeReference(list)) {
            out.op(Opcode.EMPTY_LIST);
            memoize(list);
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
            throw noCommonName("a subclass of dict");
        }
        if (writeReference(map)) {
            return;
        }
        out.op(Opcode.EMPTY_DICT);
        memoize(map);
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
        if (!variations.contains(KeyVariation.JAVA_IDENTITY) && members.size() > 1) {
            throw noCommonName("a set of several members, whose order differs from one Python process to the next,");
        }
        if (!writeReference(set)) {
            python2Global(type);
            out.op(Opcode.MARK);
            out.op(Opcode.EMPTY_LIST);
            skipNumber();
            elements(members, members.size());
            endCall();
            memoize(set);
        }
    }

    @Override
    void uuid(UUID uuid) {
        if (writeReference(uuid)) {
            return;
        }
        python2Global(RECONSTRUCTOR);
        out.op(Opcode.MARK);
        python2Global(Globals.UUID);
        python2Global(OBJECT);
        out.op(Opcode.NONE);
        endCall();
        memoize(uuid);
        out.op(Opcode.EMPTY_DICT);
        skipNumber();
        text(CacheKeyMemo.INT);
        write(Numbers.unsigned(uuid));
        out.op(Opcode.SETITEM);
        out.op(Opcode.BUILD);
    }

    @Override
    void reduced(Object value, Reduction reduction) {
        if (writeReference(value)) {
            return;
        }
        if (reduction.callable().module().equals("zoneinfo")) {
            throw noCommonName("a time zone with rules");
        }
        if (value instanceof ZoneId) {
            relevant.add(KeyVariation.SEPARATE_ZONES);
        }
        python2Global(reduction.python2Callable());
        if (reduction.args().size() == 0) {
            out.op(Opcode.EMPTY_TUPLE);
            out.op(Opcode.REDUCE);
            memoize(value);
            return;
        }
        out.op(Opcode.MARK);
        if (value instanceof PyFraction fraction && varies(KeyVariation.FRACTIONS_AS_TEXT)) {
            argument(fraction.toPythonString());
        } else {
            for (Object argument : reduction.args().elements) {
                argument(argument);
            }
        }
        endCall();
        memoize(value);
    }

    /**
     * Writes an argument of a call. CPython creates the texts and bytes among them for each call ({@code __reduce__}),
     * so they are never the same object as an equal text or bytes elsewhere in the key.
     */
    private void argument(@Nullable Object argument) {
        if (argument instanceof String text) {
            out.text(Opcode.BINUNICODE, text);
            skipNumber();
        } else if (argument instanceof byte[] bytes) {
            freshBytes(bytes);
            skipNumber();
        } else {
            write(argument);
        }
    }

    @Override
    void object(PyObject object) {
        throw noCommonName("an object of a class that Java does not know");
    }

    private static PickleException noCommonName(String what) {
        return new PickleException(what + " cannot be part of a key: Python might name the entry differently");
    }
}
