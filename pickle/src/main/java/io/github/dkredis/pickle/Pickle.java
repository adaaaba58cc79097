package io.github.dkredis.pickle;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes Python's pickles: reads protocols 0 to 5, writes protocol 4. Instances are immutable and
 * thread-safe.
 *
 * <p>The reader returns data only. None, bool, int, float, str, bytes, list, tuple, dict, set and the types of
 * {@code datetime}, {@code decimal}, {@code fractions}, {@code uuid} and {@code collections} become Java values. All
 * other classes and functions stay names, in a {@link PyObject} or a {@link PyGlobal}: they are never loaded or called.
 * For any input, reading ends in a value or a {@link PickleException}.
 *
 * <p>A value that was read is written back as the Python type it came from.
 */
public final class Pickle {

    private static final Pickle STANDARD = new Pickle(
            new PickleOptions(PickleLimits.DEFAULTS, PickleWriter.NO_CONVERTER, false, TimePrecision.MICROSECONDS));

    private final PickleOptions options;

    private Pickle(PickleOptions options) {
        this.options = options;
    }

    /** Returns the instance with the {@linkplain PickleLimits#DEFAULTS default limits} and without a converter. */
    public static Pickle standard() {
        return STANDARD;
    }

    /** Returns a copy that reads and writes within the given limits. */
    public Pickle withLimits(PickleLimits limits) {
        return with(
                Objects.requireNonNull(limits, "limits"),
                options.converter(),
                options.cyclesAllowed(),
                options.precision());
    }

    /**
     * Returns a copy that converts values of unknown classes, such as records and beans, before it writes them. Without
     * a converter, such values are refused.
     */
    public Pickle withConverter(PickleConverter converter) {
        return with(
                options.limits(),
                Objects.requireNonNull(converter, "converter"),
                options.cyclesAllowed(),
                options.precision());
    }

    /**
     * Returns a copy that also reads and writes lists, dicts, sets and tuples that contain themselves, which Python can
     * pickle. Several references to one container stay references to one container when it is written.
     *
     * <p>In Java, the {@code equals}, {@code hashCode} and {@code toString} methods of such a container recurse without
     * end. A circle that passes through a {@link PyObject} does not have this problem, so it is read and written
     * without this option.
     */
    public Pickle withCycles() {
        return with(options.limits(), options.converter(), true, options.precision());
    }

    /** Returns a copy that treats times finer than a microsecond in another way; the default is to truncate them. */
    public Pickle withTimePrecision(TimePrecision precision) {
        return with(
                options.limits(),
                options.converter(),
                options.cyclesAllowed(),
                Objects.requireNonNull(precision, "precision"));
    }

    /**
     * Returns the pickle of a value, in protocol 4.
     *
     * @param value the value, or null for None
     * @throws PickleException if Python cannot represent the value (a year outside 1 to 9999, a class that neither the
     *     writer nor the converter knows), if it exceeds a limit, or if a container contains itself
     */
    public byte[] write(@Nullable Object value) {
        return ValueWriter.write(value, options);
    }

    /**
     * Returns the value of a pickle. Bytes after the pickle's end are ignored, as in Python.
     *
     * @return the value in the closest Java types, or null for None
     * @throws PickleException if the bytes are not a readable pickle or exceed a limit
     */
    public @Nullable Object read(byte[] bytes) {
        int maxBytes = options.limits().maxBytes();
        if (bytes.length > maxBytes) {
            throw new PickleException(
                    "a pickle of " + bytes.length + " bytes exceeds the limit of " + maxBytes + " bytes");
        }
        return new PickleReader(bytes, options.limits(), options.cyclesAllowed()).read();
    }

    private static Pickle with(
            PickleLimits limits, PickleConverter converter, boolean cyclesAllowed, TimePrecision precision) {
        return new Pickle(new PickleOptions(limits, converter, cyclesAllowed, precision));
    }
}
