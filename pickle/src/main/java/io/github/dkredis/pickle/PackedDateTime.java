package io.github.dkredis.pickle;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * Packs dates and times as Python's {@code datetime} does: two bytes for the year (1 to 9999), one each for month, day,
 * hour, minute and second, three for the microseconds, all big-endian. Values out of range, or finer than a
 * microsecond, are refused.
 */
final class PackedDateTime {

    /** The bit that marks the second of two equal readings of a clock, in the byte of the month or the hour. */
    static final int FOLD = 0x80;

    private PackedDateTime() {}

    static byte[] of(LocalDateTime time, boolean fold) {
        byte[] packed = new byte[10];
        pack(time.toLocalDate(), packed);
        pack(time.toLocalTime(), packed, 4);
        packed[2] |= (byte) (fold ? FOLD : 0);
        return packed;
    }

    static byte[] of(LocalDate date) {
        byte[] packed = new byte[4];
        pack(date, packed);
        return packed;
    }

    static byte[] of(LocalTime time) {
        byte[] packed = new byte[6];
        pack(time, packed, 0);
        return packed;
    }

    static LocalDateTime utc(Instant instant) {
        try {
            return LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw PickleException.unrepresentable("a date is outside the years 1 to 9999");
        }
    }

    static int micros(int nanos) {
        if (nanos % 1_000 != 0) {
            throw PickleException.unrepresentable("a time is finer than a microsecond; truncate it first");
        }
        return nanos / 1_000;
    }

    private static void pack(LocalDate date, byte[] packed) {
        int year = date.getYear();
        if (year < 1 || year > 9999) {
            throw PickleException.unrepresentable("a date is outside the years 1 to 9999");
        }
        packed[0] = (byte) (year >> 8);
        packed[1] = (byte) year;
        packed[2] = (byte) date.getMonthValue();
        packed[3] = (byte) date.getDayOfMonth();
    }

    private static void pack(LocalTime time, byte[] packed, int at) {
        int micros = micros(time.getNano());
        packed[at] = (byte) time.getHour();
        packed[at + 1] = (byte) time.getMinute();
        packed[at + 2] = (byte) time.getSecond();
        packed[at + 3] = (byte) (micros >> 16);
        packed[at + 4] = (byte) (micros >> 8);
        packed[at + 5] = (byte) micros;
    }
}
