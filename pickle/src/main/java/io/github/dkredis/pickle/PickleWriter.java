package io.github.dkredis.pickle;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides which Python type each Java value becomes. The subclasses write these types in the form of their protocol.
 */
abstract class PickleWriter {

    /** Returns each value unchanged, which makes the writer refuse it. */
    static final PickleConverter NO_CONVERTER = value -> value;

    final PickleOutput out;
    private final int maxDepth;
    private final PickleConverter converter;
    private final TimePrecision precision;
    private int depth;

    PickleWriter(PickleOutput out, int maxDepth, PickleConverter converter, TimePrecision precision) {
        this.out = out;
        this.maxDepth = maxDepth;
        this.converter = converter;
        this.precision = precision;
    }

    /** Writes a value. The types are tested in the order of their frequency; the rare ones follow in other methods. */
    final void write(@Nullable Object value) {
        if (value == null) {
            out.op(Opcode.NONE);
        } else if (value instanceof String text) {
            text(text);
        } else if (value instanceof Integer number) {
            out.integer(number);
        } else if (value instanceof Boolean flag) {
            bool(flag);
        } else if (value instanceof Double number) {
            out.opDouble(Opcode.BINFLOAT, number);
        } else if (value instanceof Long number) {
            integer(number);
        } else {
            writeNested(value);
        }
    }

    private void writeNested(Object value) {
        // also counts scalars such as dates, so that a converter cannot recurse without end
        if (++depth > maxDepth) {
            throw new PickleException("the value is nested deeper than " + maxDepth + " or contains itself");
        }
        if (value instanceof Map<?, ?> map) {
            map(map);
        } else if (value instanceof List<?> list) {
            list(list);
        } else if (value instanceof PyTuple tuple) {
            tuple(tuple);
        } else if (value instanceof byte[] bytes) {
            bytes(bytes);
        } else if (value instanceof Set<?> set) {
            set(set);
        } else {
            writeObject(value);
        }
        depth--;
    }

    private void writeObject(Object value) {
        if (value instanceof UUID uuid) {
            uuid(uuid);
        } else if (value instanceof PyBytes key) {
            bytes(key.bytes);
        } else if (value instanceof PyFrozenSet set) {
            frozenSet(set);
        } else if (value instanceof BigInteger number) {
            bigInteger(number);
        } else if (value instanceof PyObject object) {
            object(object);
        } else if (value instanceof PyGlobal global) {
            global(global);
        } else {
            Reduction reduction = Reduction.of(value);
            if (reduction != null) {
                if (precision == TimePrecision.EXACT && DateTimes.isFinerThanMicros(value)) {
                    throw PickleException.unrepresentable("a time is finer than a microsecond");
                }
                reduced(value, reduction);
            } else {
                write(simpler(value));
            }
        }
    }

    /** Returns an equivalent value of a type that Python has. */
    private @Nullable Object simpler(Object value) {
        if (value instanceof Byte || value instanceof Short) {
            return ((Number) value).intValue();
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof Character || value instanceof CharSequence) {
            return value.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Optional<?> optional) {
            return optional.orElse(null);
        }
        if (value.getClass().isArray()) {
            return array(value);
        }
        if (value instanceof AtomicInteger || value instanceof AtomicLong) {
            return ((Number) value).longValue();
        }
        return value instanceof Collection<?> ? new ArrayList<>((Collection<?>) value) : converted(value);
    }

    private static Object array(Object array) {
        if (array instanceof Object[] objects) {
            return Arrays.asList(objects);
        }
        if (array instanceof char[] characters) {
            return new String(characters);
        }
        int length = Array.getLength(array);
        List<Object> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            list.add(Array.get(array, i));
        }
        return list;
    }

    private @Nullable Object converted(Object value) {
        Object converted = converter.convert(value);
        if (converted != null && converted.getClass() == value.getClass()) {
            throw new PickleException("a " + value.getClass().getName() + " has no Python form");
        }
        return converted;
    }

    private void bigInteger(BigInteger number) {
        if (number.bitLength() < Long.SIZE) {
            integer(number.longValue());
        } else if (number.bitLength() > PickleLimits.MAX_INT_BYTES * 8) {
            throw tooManyDigits();
        } else {
            big(number);
        }
    }

    static PickleException tooManyDigits() {
        return new PickleException("an int has more than " + PickleLimits.MAX_DIGITS + " digits");
    }

    abstract void text(String text);

    abstract void bool(boolean value);

    abstract void integer(long value);

    abstract void big(BigInteger value);

    abstract void bytes(byte[] bytes);

    abstract void tuple(PyTuple tuple);

    abstract void list(List<?> list);

    abstract void map(Map<?, ?> map);

    abstract void set(Set<?> set);

    abstract void frozenSet(PyFrozenSet set);

    abstract void uuid(UUID uuid);

    abstract void reduced(Object value, Reduction reduction);

    abstract void object(PyObject object);

    abstract void global(PyGlobal global);
}
