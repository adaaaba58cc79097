package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pickle. A pickle is a program for a machine with a stack and a memo; {@code pickletools} in Python's
 * standard library documents its opcodes. Opcodes that reach outside the pickle (persistent IDs, the extension
 * registry, out-of-band buffers) are refused. Python 2's {@code str} must be ASCII, as Python 3 demands it too.
 *
 * <p>The opcodes are spread over three methods, the frequent ones first, because the JIT compiler does not inline or
 * even compile a method beyond a certain size.
 */
final class PickleReader {

    private static final int HIGHEST_PROTOCOL = 5;

    private final PickleInput in;
    private final PickleLimits limits;
    private final boolean cyclesAllowed;
    private final ReadStack stack;
    private final ReadBudget budget;
    private final ReadMemo memo;
    private final ObjectBuilder builder;
    private int protocol;
    /** Whether a container is referred to more than once, so that the result may not be a tree. */
    private boolean shared;

    PickleReader(byte[] bytes, PickleLimits limits, boolean cyclesAllowed) {
        this.in = new PickleInput(bytes);
        this.limits = limits;
        this.cyclesAllowed = cyclesAllowed;
        this.budget = new ReadBudget(limits, bytes.length);
        this.memo = new ReadMemo(budget);
        this.stack = new ReadStack(limits, budget);
        this.builder = new ObjectBuilder(stack, budget);
    }

    /** Returns the value. Bytes after the pickle's end are ignored, as in Python. */
    @Nullable
    Object read() {
        for (int op = in.u1(); op != Opcode.STOP; op = in.u1()) {
            step(op);
        }
        Object value = stack.pop();
        if (stack.size() != 0 || stack.markCount() != 0) {
            throw in.unreadable("values remain on the stack");
        }
        builder.requireFinished();
        if (shared || stack.deepest() > limits.maxDepth()) {
            new GraphValidator(limits, cyclesAllowed, budget).check(value);
        }
        return value;
    }

    private void step(int op) {
        switch (op) {
            case Opcode.BINUNICODE -> stack.push(text(in.length4()));
            case Opcode.SHORT_BINUNICODE -> stack.push(text(in.u1()));
            case Opcode.BINPUT -> memo.put(in.u1(), stack.top(), in.position());
            case Opcode.MEMOIZE -> memo.add(stack.top(), in.position());
            case Opcode.BINGET -> get(in.u1());
            case Opcode.BININT -> stack.push(in.i4());
            case Opcode.BININT1 -> stack.push(in.u1());
            case Opcode.BININT2 -> stack.push(in.u2());
            case Opcode.BINFLOAT -> stack.push(in.f8());
            case Opcode.NONE -> stack.push(null);
            case Opcode.NEWTRUE -> stack.push(true);
            case Opcode.NEWFALSE -> stack.push(false);
            case Opcode.MARK -> stack.mark();
            case Opcode.EMPTY_DICT -> stack.pushNew(new LinkedHashMap<>(), 1, Heap.DICT);
            case Opcode.EMPTY_LIST -> stack.pushNew(new ArrayList<>(), 1, Heap.LIST);
            case Opcode.SETITEM -> builder.setItems(stack.under(2));
            case Opcode.SETITEMS -> builder.setItems(stack.popMark());
            case Opcode.APPEND -> builder.append(stack.under(1));
            case Opcode.APPENDS -> builder.append(stack.popMark());
            case Opcode.TUPLE -> builder.tuple(stack.popMark());
            case Opcode.TUPLE1 -> builder.tuple(stack.under(1));
            case Opcode.TUPLE2 -> builder.tuple(stack.under(2));
            case Opcode.TUPLE3 -> builder.tuple(stack.under(3));
            default -> stepOfObject(op);
        }
    }

    private void stepOfObject(int op) {
        switch (op) {
            case Opcode.LONG_BINPUT -> memo.put(in.i4(), stack.top(), in.position());
            case Opcode.PUT -> memo.put(memoNumber(), stack.top(), in.position());
            case Opcode.LONG_BINGET -> get(in.i4());
            case Opcode.GET -> get(memoNumber());
            case Opcode.EMPTY_TUPLE -> stack.push(PyTuple.EMPTY, 1);
            case Opcode.EMPTY_SET -> stack.pushNew(new LinkedHashSet<>(), 1, Heap.SET);
            case Opcode.ADDITEMS -> builder.addItems(stack.popMark());
            case Opcode.FROZENSET -> builder.frozenSet(stack.popMark());
            case Opcode.LIST -> builder.list(stack.popMark());
            case Opcode.DICT -> builder.dict(stack.popMark());
            case Opcode.GLOBAL -> global(charged(in.utf8Line()), charged(in.utf8Line()));
            case Opcode.STACK_GLOBAL -> stackGlobal();
            case Opcode.REDUCE -> builder.reduce();
            case Opcode.NEWOBJ -> builder.newObject();
            case Opcode.NEWOBJ_EX -> builder.newObjectWithKeywords();
            case Opcode.BUILD -> builder.build();
            case Opcode.INST -> builder.instance(KnownConstructors.global(in.utf8Line(), in.utf8Line(), protocol));
            case Opcode.OBJ -> builder.instance();
            case Opcode.POP -> pop();
            case Opcode.POP_MARK -> stack.drop(stack.popMark());
            case Opcode.DUP -> share(stack.top());
            case Opcode.PROTO -> protocol();
            case Opcode.FRAME -> in.requireRemaining(in.length8());
            default -> stepOfScalar(op);
        }
    }

    private void stepOfScalar(int op) {
        switch (op) {
            case Opcode.INT -> stack.push(integerOrBoolean(in.line()));
            case Opcode.LONG -> stack.push(longText(in.line()));
            case Opcode.LONG1 -> stack.push(integer(in.u1()));
            case Opcode.LONG4 -> stack.push(integer(in.length4()));
            case Opcode.FLOAT -> stack.push(Numbers.parseFloat(in.line()));
            case Opcode.UNICODE -> stack.push(charged(RawUnicodeEscape.decode(in.line())));
            case Opcode.BINUNICODE8 -> stack.push(text(in.length8()));
            case Opcode.SHORT_BINBYTES -> stack.push(bytes(in.u1()));
            case Opcode.BINBYTES -> stack.push(bytes(in.length4()));
            case Opcode.BINBYTES8 -> stack.push(bytes(in.length8()));
            case Opcode.BYTEARRAY8 -> stack.push(new PyByteArray(bytes(in.length8())));
            case Opcode.STRING -> stack.push(charged(Python2Str.literal(in.line())));
            case Opcode.BINSTRING -> stack.push(charged(Python2Str.ascii(in.bytes(in.length4()))));
            case Opcode.SHORT_BINSTRING -> stack.push(charged(Python2Str.ascii(in.bytes(in.u1()))));
            default -> throw in.unreadable("opcode 0x" + Integer.toHexString(op) + " is not supported");
        }
    }

    private void protocol() {
        protocol = in.u1();
        if (protocol > HIGHEST_PROTOCOL) {
            throw in.unreadable("protocol " + protocol + " is unknown");
        }
    }

    private int memoNumber() {
        return Numbers.parseInteger(in.line()) instanceof Integer number ? number : -1;
    }

    private String text(int length) {
        String text = in.utf8(length);
        if (length > 1) {
            budget.heapOfText(length);
        }
        return text;
    }

    private String charged(String text) {
        budget.heapOfText(text.length());
        return text;
    }

    private byte[] bytes(int length) {
        byte[] bytes = in.bytes(length);
        budget.heap(Heap.TUPLE + (long) length);
        return bytes;
    }

    private void get(int index) {
        Object value = builder.resolved(memo.get(index));
        if (value instanceof String) {
            stack.push(value);
        } else {
            share(value);
        }
    }

    /** Pushes a value that is already part of the result, or may become so twice. */
    private void share(@Nullable Object value) {
        shared |= builder.isShareable(value);
        stack.push(value);
    }

    private void pop() {
        if (stack.markOnTop()) {
            stack.popMark();
        } else {
            stack.pop();
        }
    }

    private void global(String module, String name) {
        stack.pushNew(KnownConstructors.global(module, name, protocol), 0, Heap.GLOBAL);
    }

    private void stackGlobal() {
        if (!(stack.pop() instanceof String name) || !(stack.pop() instanceof String module)) {
            throw in.unreadable("a class has no name");
        }
        global(module, name);
    }

    /** Parses the operand of {@code INT}: protocols 0 and 1 write False and True as 00 and 01. */
    private static Object integerOrBoolean(String text) {
        if (text.equals("00") || text.equals("01")) {
            return text.equals("01");
        }
        return Numbers.parseInteger(text);
    }

    private static Object longText(String text) {
        return Numbers.parseInteger(text.endsWith("L") ? text.substring(0, text.length() - 1) : text);
    }

    private Object integer(int length) {
        if (length > PickleLimits.MAX_INT_BYTES) {
            throw PickleException.unreadable("an int has more than " + PickleLimits.MAX_DIGITS + " digits");
        }
        if (length > Long.BYTES) {
            return Numbers.narrowed(new BigInteger(in.bytesReversed(length)));
        }
        return length == 0 ? (Object) 0 : Numbers.narrowed(in.signed(length));
    }
}
