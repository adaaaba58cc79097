package io.github.dkredis.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A numpy type of numbers.
 *
 * @param kind {@code b} for bool, {@code i} and {@code u} for integers with and without sign, {@code f} for floats
 * @param size the bytes of a number
 */
record NumpyType(char kind, int size, ByteOrder order) {

    /** Returns the type that a {@code numpy.dtype} describes, or null if it is not a type of numbers. */
    static @Nullable NumpyType of(PyObject dtype) {
        boolean plain = dtype.args.size() > 0
                && dtype.args.get(0) instanceof String name
                && name.matches("b1|[iu][1248]|f[248]");
        if (!plain) {
            return null;
        }
        String name = (String) dtype.args.elements[0];
        boolean big = dtype.state() instanceof PyTuple state && state.size() > 1 && ">".equals(state.get(1));
        return new NumpyType(
                name.charAt(0), name.charAt(1) - '0', big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    String name() {
        return String.valueOf(kind) + size;
    }

    Object get(ByteBuffer data, int at) {
        return switch (kind) {
            case 'b' -> data.get(at) != 0;
            case 'f' -> real(data, at);
            default -> whole(data, at);
        };
    }

    private Object whole(ByteBuffer data, int at) {
        boolean signed = kind == 'i';
        long value = switch (size) {
            case 1 -> signed ? data.get(at) : data.get(at) & 0xff;
            case 2 -> signed ? data.getShort(at) : data.getShort(at) & 0xffff;
            case 4 -> signed ? data.getInt(at) : data.getInt(at) & 0xffff_ffffL;
            default -> data.getLong(at);
        };
        return signed || value >= 0 ? Numbers.narrowed(value) : new BigInteger(Long.toUnsignedString(value));
    }

    private double real(ByteBuffer data, int at) {
        return switch (size) {
            case 2 -> half(data.getShort(at));
            case 4 -> data.getFloat(at);
            default -> data.getDouble(at);
        };
    }

    /** A float of 16 bits: a sign, 5 bits of exponent, 10 bits of fraction. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude;
        if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            magnitude = exponent == 0
                    ? Math.scalb((double) fraction, -24)
                    : Math.scalb((double) (fraction | 0x400), exponent - 25);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
