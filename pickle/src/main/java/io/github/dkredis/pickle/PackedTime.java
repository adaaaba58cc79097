package io.github.dkredis.pickle;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** The packed bytes of Python's {@code datetime}: years 1 to 9999, microseconds. What does not fit is refused, not cut. */
final class PackedTime {

    private PackedTime() {}

    static byte[] of(LocalDateTime time, boolean fold) {
        byte[] packed = new byte[10];
        pack(time.toLocalDate(), packed);
        pack(time.toLocalTime(), packed, 4);
        packed[2] |= (byte) (fold ? 0x80 : 0);
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
        } catch (java.time.DateTimeException e) {
            throw outOfRange("a date is outside the years 1 to 9999");
        }
    }

    static int micros(int nanos) {
        if (nanos % 1_000 != 0) {
            throw outOfRange("a time is finer than a microsecond; truncate it first");
        }
        return nanos / 1_000;
    }

    static PickleException outOfRange(String what) {
        return new PickleException("Python has no form for this: " + what);
    }

    private static void pack(LocalDate date, byte[] packed) {
        int year = date.getYear();
        if (year < 1 || year > 9999) {
            throw outOfRange("a date is outside the years 1 to 9999");
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
