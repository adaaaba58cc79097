package io.github.dkredis.pickle;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes Python's pickles: protocols 0 to 5 are read, protocol 4 is written. Instances are immutable and safe
 * for use by several threads.
 *
 * <p>Only data is read. None, bool, int, float, str, bytes, list, tuple, dict, set and the types of {@code datetime},
 * {@code decimal}, {@code fractions}, {@code uuid} and {@code collections} become Java values. Everything else becomes a
 * {@link PyObject} or a {@link PyGlobal}, which carries the name of a class; the class is never loaded and nothing is
 * called. Reading ends in a value or a {@link PickleException} for any bytes, in time and memory bounded by their length
 * and by the {@link PickleLimits}.
 *
 * <p>A value that was read is written back as the Python type it came from.
 */
public final class Pickle {

    private static final Pickle STANDARD = new Pickle(PickleLimits.DEFAULTS, Pickle::refuse, false);

    private final PickleLimits limits;
    private final PickleConverter converter;
    private final boolean cyclesAllowed;

    private Pickle(PickleLimits limits, PickleConverter converter, boolean cyclesAllowed) {
        this.limits = limits;
        this.converter = converter;
        this.cyclesAllowed = cyclesAllowed;
    }

    static Object refuse(Object value) {
        throw new PickleException("a " + value.getClass().getName() + " has no Python form");
    }

    /** Returns the instance with {@link PickleLimits#DEFAULTS}, without a converter, that refuses cycles. */
    public static Pickle standard() {
        return STANDARD;
    }

    /** Returns a copy of this instance that reads and writes within other limits. */
    public Pickle withLimits(PickleLimits limits) {
        return new Pickle(Objects.requireNonNull(limits, "limits"), converter, cyclesAllowed);
    }

    /**
     * Returns a copy of this instance that converts values of unknown classes, such as records and beans, before it
     * writes them. Without a converter such values are refused.
     */
    public Pickle withConverter(PickleConverter converter) {
        return new Pickle(limits, Objects.requireNonNull(converter, "converter"), cyclesAllowed);
    }

    /**
     * Returns a copy of this instance that also reads containers that contain themselves, which Python can pickle. In
     * Java the {@code equals}, {@code hashCode} and {@code toString} methods of such containers never return, and they
     * cannot be written again.
     */
    public Pickle withCycles() {
        return new Pickle(limits, converter, true);
    }

    /**
     * Returns the pickle of a value, in protocol 4.
     *
     * @param value the value, or null for None
     * @throws PickleException if the value has no Python form (a year outside 1 to 9999, a time finer than a
     *     microsecond, a class that neither this library nor the converter knows), if it exceeds a limit, or if it
     *     contains itself
     */
    public byte[] write(@Nullable Object value) {
        return ValueWriter.write(value, limits, converter);
    }

    /**
     * Returns the value of a pickle. Bytes after the end of the pickle are ignored, as in Python.
     *
     * @return the value in Java's natural types, or null for None
     * @throws PickleException if the bytes are not a readable pickle or exceed a limit
     */
    public @Nullable Object read(byte[] bytes) {
        if (bytes.length > limits.maxBytes()) {
            throw new PickleException("a pickle of " + bytes.length + " bytes is longer than " + limits.maxBytes());
        }
        return new PickleReader(bytes, limits, cyclesAllowed).read();
    }
}
