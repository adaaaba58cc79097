package io.github.dkredis.pickle;

import java.time.DateTimeException;
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
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.time.zone.ZoneOffsetTransition;
import org.jspecify.annotations.Nullable;

/**
 * Builds dates, times and time zones from the packed bytes of {@code datetime}, and packs them: two bytes for the year
 * (1 to 9999), one each for month, day, hour, minute and second, three for the microseconds, all big-endian.
 *
 * <p>The top bit of the month or the hour is Python's fold: when a clock is set back, it marks the second of two equal
 * readings. Only a zone with rules gives it a meaning; elsewhere it is dropped.
 */
final class DateTimes {

    private static final int FOLD = 0x80;

    private static final int NANOS_PER_MICRO = 1_000;
    /** Looking up a zone takes an exception if Java does not know it. */
    private static final int STEPS_OF_ZONE = 2_000;

    private DateTimes() {}

    static @Nullable Object dateTime(PyTuple args) {
        if (args.size() == 0 || args.size() > 2 || !(args.get(0) instanceof byte[] packed) || packed.length != 10) {
            return null;
        }
        LocalDateTime local = LocalDateTime.of(dateOf(packed, packed[2] & ~FOLD), timeOf(packed, 4, packed[4]));
        Object zone = args.size() == 2 ? args.get(1) : null;
        if (zone == null) {
            return local;
        }
        if (zone instanceof ZoneOffset offset) {
            return OffsetDateTime.of(local, offset);
        }
        return zone instanceof ZoneId region ? zoned(local, region, (packed[2] & FOLD) != 0) : null;
    }

    /**
     * Returns the instant that Python means, also if the clock skips the reading because it is set forward. Python then
     * takes the offset before the transition for fold 0, and the offset after it for fold 1.
     */
    private static ZonedDateTime zoned(LocalDateTime local, ZoneId region, boolean fold) {
        ZoneOffsetTransition transition = region.getRules().getTransition(local);
        if (transition == null) {
            return local.atZone(region);
        }
        return ZonedDateTime.ofInstant(
                local, fold ? transition.getOffsetAfter() : transition.getOffsetBefore(), region);
    }

    static @Nullable Object date(PyTuple args) {
        boolean packed = args.size() == 1 && args.get(0) instanceof byte[] bytes && bytes.length == 4;
        return packed ? dateOf((byte[]) args.elements[0], ((byte[]) args.elements[0])[2]) : null;
    }

    static @Nullable Object time(PyTuple args) {
        if (args.size() == 0 || args.size() > 2 || !(args.get(0) instanceof byte[] packed) || packed.length != 6) {
            return null;
        }
        LocalTime local = timeOf(packed, 0, packed[0] & ~FOLD);
        Object zone = args.size() == 2 ? args.get(1) : null;
        if (zone == null) {
            return local;
        }
        return zone instanceof ZoneOffset offset ? OffsetTime.of(local, offset) : null;
    }

    static @Nullable Object timeDelta(PyTuple args, DictKeyValidator keys) {
        if (args.size() != 3
                || !(args.get(0) instanceof Integer days)
                || !(args.get(1) instanceof Integer seconds)
                || !(args.get(2) instanceof Integer micros)) {
            return null;
        }
        if (Math.abs((long) days) > 999_999_999 || seconds < 0 || seconds >= 86_400 || micros < 0 || micros > 999_999) {
            throw outOfRange();
        }
        return Duration.ofSeconds(days * 86_400L + seconds, micros * 1_000L);
    }

    /**
     * Builds a fixed offset and drops its name. Offsets beyond 18 hours, or with a fraction of a second, do not exist
     * in Java; the {@code timezone} then stays a {@link PyObject}.
     */
    static @Nullable Object timeZone(PyTuple args, DictKeyValidator keys) {
        boolean known = (args.size() == 1 || (args.size() == 2 && args.get(1) instanceof String))
                && args.get(0) instanceof Duration offset
                && offset.equals(Duration.ofSeconds(offset.toSeconds()))
                && Math.abs(offset.toSeconds()) <= ZoneOffset.MAX.getTotalSeconds();
        return known ? ZoneOffset.ofTotalSeconds((int) ((Duration) args.elements[0]).toSeconds()) : null;
    }

    /** Builds a zone by its name, if Java knows the zone too. */
    static @Nullable Object zoneInfo(PyTuple args, DictKeyValidator keys) {
        if (args.size() == 0 || !(args.get(0) instanceof String name) || name.length() > 100) {
            return null;
        }
        keys.budget().work(STEPS_OF_ZONE);
        try {
            ZoneId zone = ZoneId.of(name);
            return zone instanceof ZoneOffset ? null : zone;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Returns the date or time that a call with packed bytes makes, or null if it does not make one. */
    static @Nullable Object packed(PyTuple args) {
        try {
            Object dateTime = dateTime(args);
            Object date = dateTime == null ? date(args) : dateTime;
            return date == null ? time(args) : date;
        } catch (PickleException e) {
            return null;
        }
    }

    private static LocalDate dateOf(byte[] packed, int month) {
        try {
            int year = (packed[0] & 0xff) << 8 | (packed[1] & 0xff);
            if (year < 1 || year > 9999) {
                throw outOfRange();
            }
            return LocalDate.of(year, month & 0xff, packed[3]);
        } catch (DateTimeException e) {
            throw outOfRange();
        }
    }

    private static LocalTime timeOf(byte[] packed, int at, int hour) {
        int micros = (packed[at + 3] & 0xff) << 16 | (packed[at + 4] & 0xff) << 8 | (packed[at + 5] & 0xff);
        if (micros > 999_999) {
            throw outOfRange();
        }
        try {
            return LocalTime.of(hour & 0xff, packed[at + 1], packed[at + 2], micros * 1_000);
        } catch (DateTimeException e) {
            throw outOfRange();
        }
    }

    private static PickleException outOfRange() {
        return PickleException.unreadable("a date or time is out of range");
    }

    /** Tells whether a time or a duration has nanoseconds that are not whole microseconds. */
    static boolean isFinerThanMicros(Object value) {
        if (value instanceof Duration duration) {
            return duration.toNanosPart() % NANOS_PER_MICRO != 0;
        }
        return value instanceof Temporal time
                && time.isSupported(ChronoField.NANO_OF_SECOND)
                && time.get(ChronoField.NANO_OF_SECOND) % NANOS_PER_MICRO != 0;
    }

    static byte[] pack(LocalDateTime time, boolean fold) {
        byte[] packed = new byte[10];
        put(time.toLocalDate(), packed);
        put(time.toLocalTime(), packed, 4);
        packed[2] |= (byte) (fold ? FOLD : 0);
        return packed;
    }

    static byte[] pack(LocalDate date) {
        byte[] packed = new byte[4];
        put(date, packed);
        return packed;
    }

    static byte[] pack(LocalTime time) {
        byte[] packed = new byte[6];
        put(time, packed, 0);
        return packed;
    }

    static LocalDateTime utc(Instant instant) {
        try {
            return LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw PickleException.unrepresentable("a date is outside the years 1 to 9999");
        }
    }

    private static void put(LocalDate date, byte[] packed) {
        int year = date.getYear();
        if (year < 1 || year > 9999) {
            throw PickleException.unrepresentable("a date is outside the years 1 to 9999");
        }
        packed[0] = (byte) (year >> 8);
        packed[1] = (byte) year;
        packed[2] = (byte) date.getMonthValue();
        packed[3] = (byte) date.getDayOfMonth();
    }

    private static void put(LocalTime time, byte[] packed, int at) {
        int micros = time.getNano() / NANOS_PER_MICRO;
        packed[at] = (byte) time.getHour();
        packed[at + 1] = (byte) time.getMinute();
        packed[at + 2] = (byte) time.getSecond();
        packed[at + 3] = (byte) (micros >> 16);
        packed[at + 4] = (byte) (micros >> 8);
        packed[at + 5] = (byte) micros;
    }
}
