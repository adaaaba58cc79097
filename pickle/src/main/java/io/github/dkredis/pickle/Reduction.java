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
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The call that makes a value in Python, as {@code __reduce__} returns it. */
record Reduction(PyGlobal callable, PyTuple args) {

    /** Java IDs such as {@code UTC+02:00}, which are fixed offsets and unknown to Python. */
    private static final Pattern FIXED_OFFSET = Pattern.compile("(UTC|GMT|UT)[+-].*");

    private Reduction(PyGlobal callable, @Nullable Object... args) {
        this(callable, new PyTuple(args));
    }

    /** Returns the call, or null if the value is not made by a call. */
    static @Nullable Reduction of(Object value) {
        if (value instanceof LocalDateTime time) {
            return new Reduction(Globals.DATE_TIME, DateTimes.pack(time, false));
        }
        if (value instanceof OffsetDateTime time) {
            return aware(time.toLocalDateTime(), time.getOffset());
        }
        if (value instanceof Instant instant) {
            return aware(DateTimes.utc(instant), ZoneOffset.UTC);
        }
        if (value instanceof BigDecimal number) {
            return new Reduction(Globals.DECIMAL, number.toString());
        }
        if (value instanceof LocalDate date) {
            return new Reduction(Globals.DATE, DateTimes.pack(date));
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

    @SuppressWarnings("JavaUtilDate") // is written as the instant that it stands for
    private static @Nullable Reduction ofRarer(Object value) {
        if (value instanceof LocalTime time) {
            return new Reduction(Globals.TIME, DateTimes.pack(time));
        }
        if (value instanceof OffsetTime time) {
            return new Reduction(Globals.TIME, DateTimes.pack(time.toLocalTime()), time.getOffset());
        }
        if (value instanceof Date date) {
            return aware(DateTimes.utc(Instant.ofEpochMilli(date.getTime())), ZoneOffset.UTC);
        }
        if (value instanceof PyDecimal number) {
            return new Reduction(Globals.DECIMAL, number.text());
        }
        if (value instanceof PyComplex number) {
            return new Reduction(Globals.COMPLEX, number.real(), number.imaginary());
        }
        if (value instanceof PyFraction number) {
            return new Reduction(Globals.FRACTION, number.numerator(), number.denominator());
        }
        if (value instanceof PyByteArray array) {
            return array.bytes.length == 0
                    ? new Reduction(Globals.BYTE_ARRAY)
                    : new Reduction(Globals.BYTE_ARRAY, (Object) array.bytes);
        }
        return null;
    }

    /** Returns the callable under its Python 2 name, which protocols 0 to 2 use. */
    PyGlobal python2Callable() {
        return callable.module().equals("builtins") ? new PyGlobal("__builtin__", callable.name()) : callable;
    }

    private static Reduction aware(LocalDateTime local, ZoneOffset offset) {
        return new Reduction(Globals.DATE_TIME, DateTimes.pack(local, false), offset);
    }

    private static Reduction zoned(ZonedDateTime time) {
        boolean fold =
                !time.getOffset().equals(time.withEarlierOffsetAtOverlap().getOffset());
        return new Reduction(Globals.DATE_TIME, DateTimes.pack(time.toLocalDateTime(), fold), time.getZone());
    }

    private static Reduction timeDelta(Duration exact) {
        Duration duration = exact.truncatedTo(ChronoUnit.MICROS);
        long seconds = duration.getSeconds();
        long days = Math.floorDiv(seconds, 86_400L);
        if (Math.abs(days) > 999_999_999) {
            throw PickleException.unrepresentable("a duration is longer than 999,999,999 days");
        }
        return new Reduction(
                Globals.TIME_DELTA, (int) days, (int) Math.floorMod(seconds, 86_400L), duration.getNano() / 1_000);
    }

    /** Writes fixed offsets as a {@code timezone}, all other zones as a {@code ZoneInfo}. */
    private static Reduction zone(ZoneId zone) {
        ZoneId fixed = FIXED_OFFSET.matcher(zone.getId()).matches() ? zone.normalized() : zone;
        return fixed instanceof ZoneOffset offset
                ? new Reduction(Globals.TIME_ZONE, Duration.ofSeconds(offset.getTotalSeconds()))
                : new Reduction(Globals.ZONE_INFO, zone.getId(), 1);
    }
}
