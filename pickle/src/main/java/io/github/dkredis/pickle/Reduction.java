package io.github.dkredis.pickle;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** A value as the call that makes it in Python. */
record Reduction(PyGlobal callable, PyTuple args) {

    private static final PyGlobal DECIMAL = new PyGlobal("decimal", "Decimal");
    private static final PyGlobal COMPLEX = new PyGlobal("builtins", "complex");
    private static final PyGlobal FRACTION = new PyGlobal("fractions", "Fraction");
    private static final PyGlobal BYTE_ARRAY = new PyGlobal("builtins", "bytearray");
    private static final PyGlobal DATE_TIME = new PyGlobal("datetime", "datetime");
    private static final PyGlobal DATE = new PyGlobal("datetime", "date");
    private static final PyGlobal TIME = new PyGlobal("datetime", "time");
    private static final PyGlobal TIME_DELTA = new PyGlobal("datetime", "timedelta");
    private static final PyGlobal TIME_ZONE = new PyGlobal("datetime", "timezone");
    private static final PyGlobal ZONE_INFO = new PyGlobal("zoneinfo", "ZoneInfo._unpickle");

    private Reduction(PyGlobal callable, @Nullable Object... args) {
        this(callable, new PyTuple(args));
    }

    /** The call, or null if the value is of another kind. */
    static @Nullable Reduction of(Object value) {
        if (value instanceof LocalDateTime time) {
            return new Reduction(DATE_TIME, PackedTime.of(time, false));
        }
        if (value instanceof OffsetDateTime time) {
            return aware(time.toLocalDateTime(), time.getOffset());
        }
        if (value instanceof Instant instant) {
            return aware(PackedTime.utc(instant), ZoneOffset.UTC);
        }
        if (value instanceof BigDecimal number) {
            return new Reduction(DECIMAL, number.toString());
        }
        if (value instanceof LocalDate date) {
            return new Reduction(DATE, PackedTime.of(date));
        }
        if (value instanceof ZonedDateTime time) {
            return zoned(time);
        }
        if (value instanceof Duration duration) {
            return timeDelta(duration);
        }
        if (value instanceof ZoneId zone) {
            return zone(zone);
        }
        return ofRarer(value);
    }

    @SuppressWarnings("JavaUtilDate") // whoever has one gets the instant it stands for
    private static @Nullable Reduction ofRarer(Object value) {
        if (value instanceof LocalTime time) {
            return new Reduction(TIME, PackedTime.of(time));
        }
        if (value instanceof OffsetTime time) {
            return new Reduction(TIME, PackedTime.of(time.toLocalTime()), time.getOffset());
        }
        if (value instanceof Date date) {
            return aware(PackedTime.utc(Instant.ofEpochMilli(date.getTime())), ZoneOffset.UTC);
        }
        if (value instanceof PyDecimal number) {
            return new Reduction(DECIMAL, number.text());
        }
        if (value instanceof PyComplex number) {
            return new Reduction(COMPLEX, number.real(), number.imaginary());
        }
        if (value instanceof PyFraction number) {
            return new Reduction(FRACTION, number.numerator(), number.denominator());
        }
        return value instanceof PyByteArray array ? new Reduction(BYTE_ARRAY, (Object) array.bytes) : null;
    }

    /** The callable under its Python 2 name, which protocols 0 to 2 have. */
    PyGlobal python2Callable() {
        return callable.module().equals("builtins") ? new PyGlobal("__builtin__", callable.name()) : callable;
    }

    private static Reduction aware(LocalDateTime local, ZoneOffset offset) {
        return new Reduction(DATE_TIME, PackedTime.of(local, false), offset);
    }

    private static Reduction zoned(ZonedDateTime time) {
        boolean fold =
                !time.getOffset().equals(time.withEarlierOffsetAtOverlap().getOffset());
        return new Reduction(DATE_TIME, PackedTime.of(time.toLocalDateTime(), fold), time.getZone());
    }

    private static Reduction timeDelta(Duration duration) {
        long seconds = duration.getSeconds();
        long days = Math.floorDiv(seconds, 86_400L);
        if (Math.abs(days) > 999_999_999) {
            throw PackedTime.outOfRange("a duration is longer than 999,999,999 days");
        }
        return new Reduction(
                TIME_DELTA, (int) days, (int) Math.floorMod(seconds, 86_400L), PackedTime.micros(duration.getNano()));
    }

    /** A fixed offset is a {@code timezone}; names such as {@code UTC+02:00} are Java's alone, and that as well. */
    private static Reduction zone(ZoneId zone) {
        ZoneId fixed = zone.getId().matches("(UTC|GMT|UT)[+-].*") ? zone.normalized() : zone;
        return fixed instanceof ZoneOffset offset
                ? new Reduction(TIME_ZONE, Duration.ofSeconds(offset.getTotalSeconds()))
                : new Reduction(ZONE_INFO, zone.getId(), 1);
    }
}
