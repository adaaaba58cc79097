package io.github.dkredis.cache;

import io.github.dkredis.pickle.PyTuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as Python's {@code '%s'} does, so that a key template makes the same key in both languages. What Python
 * would write in another way, or in no certain way, is refused.
 */
final class PythonText {

    private PythonText() {}

    /**
     * Python's {@code str(value)}.
     *
     * @throws IllegalArgumentException if Python's text of the value is not certain
     */
    static String str(@Nullable Object value) {
        if (value instanceof String || value instanceof Character) {
            return value.toString();
        } else if (value instanceof UUID || value instanceof BigDecimal || value instanceof Enum<?>) {
            return value instanceof Enum<?> constant ? constant.name() : value.toString();
        }
        String time = time(value);
        return time != null ? time : repr(value);
    }

    /** Python's {@code repr(value)}, which stands for the elements of containers in {@link #str} too. */
    private static String repr(@Nullable Object value) {
        if (value == null) {
            return "None";
        } else if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        } else if (value instanceof String || value instanceof Character) {
            return PythonStrings.repr(value.toString());
        } else if (value instanceof Enum<?> constant) {
            return PythonStrings.repr(constant.name());
        } else if (isInteger(value)) {
            return value.toString();
        } else if (value instanceof Double number) {
            return PythonFloats.repr(number);
        } else if (value instanceof PyTuple tuple) {
            return sequence("(", tuple.asList(), tuple.size() == 1 ? ",)" : ")");
        } else if (value instanceof List<?> list) {
            return sequence("[", list, "]");
        } else if (value instanceof Map<?, ?> map) {
            return dict(map);
        } else if (value instanceof UUID) {
            return "UUID('" + value + "')";
        } else if (value instanceof BigDecimal) {
            return "Decimal('" + value + "')";
        } else if (value instanceof LocalDate date) {
            return "datetime.date(" + checked(date).getYear() + ", " + date.getMonthValue() + ", "
                    + date.getDayOfMonth() + ")";
        }
        throw refused(value, "");
    }

    private static boolean isInteger(Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || value instanceof BigInteger;
    }

    static IllegalArgumentException refused(Object value, String why) {
        return new IllegalArgumentException("a " + value.getClass().getName()
                + " cannot be part of a cache key, because it is not certain how Python would write it"
                + why
                + "; name one of its properties in the template, such as {0.name}, or make the key yourself");
    }

    // ---- containers

    private static String sequence(String open, List<?> elements, String close) {
        StringBuilder text = new StringBuilder(open);
        for (Object element : elements) {
            text.append(text.length() > 1 ? ", " : "").append(repr(element));
        }
        return text.append(close).toString();
    }

    private static String dict(Map<?, ?> map) {
        if (!(map instanceof LinkedHashMap<?, ?> || map instanceof SortedMap<?, ?> || map.size() < 2)) {
            throw refused(map, ": its order is not defined; use a LinkedHashMap");
        }
        StringBuilder text = new StringBuilder("{");
        map.forEach((key, value) -> text.append(text.length() > 1 ? ", " : "")
                .append(repr(key))
                .append(": ")
                .append(repr(value)));
        return text.append('}').toString();
    }

    // ---- times

    private static @Nullable String time(@Nullable Object value) {
        if (value instanceof LocalDate date) {
            return checked(date).toString();
        } else if (value instanceof LocalTime time) {
            return clock(time);
        } else if (value instanceof LocalDateTime time) {
            return dateTime(time);
        } else if (value instanceof Instant instant) {
            return dateTime(utc(instant)) + "+00:00";
        } else if (value instanceof OffsetDateTime time) {
            return dateTime(time.toLocalDateTime()) + offset(time.getOffset());
        } else if (value instanceof ZonedDateTime time) {
            return dateTime(time.toLocalDateTime()) + offset(time.getOffset());
        } else if (value instanceof Duration duration) {
            return timedelta(duration);
        }
        return null;
    }

    private static LocalDateTime utc(Instant instant) {
        try {
            return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw refused(instant, ": its years are 1 to 9999");
        }
    }

    private static String dateTime(LocalDateTime time) {
        return checked(time.toLocalDate()) + " " + clock(time.toLocalTime());
    }

    private static LocalDate checked(LocalDate date) {
        if (date.getYear() < 1 || date.getYear() > 9999) {
            throw refused(date, ": its years are 1 to 9999");
        }
        return date;
    }

    private static String clock(LocalTime time) {
        return "%02d:%02d:%02d%s".formatted(time.getHour(), time.getMinute(), time.getSecond(), micros(time.getNano()));
    }

    private static String micros(int nanos) {
        if (nanos % 1_000 != 0) {
            throw new IllegalArgumentException("a time that is finer than a microsecond cannot be part of a cache key,"
                    + " because Python has none; truncate it to microseconds");
        }
        return nanos == 0 ? "" : ".%06d".formatted(nanos / 1_000);
    }

    private static String offset(ZoneOffset offset) {
        return offset.getTotalSeconds() == 0 ? "+00:00" : offset.getId();
    }

    private static String timedelta(Duration duration) {
        long seconds = duration.getSeconds();
        long days = Math.floorDiv(seconds, 86_400L);
        long rest = Math.floorMod(seconds, 86_400L);
        String clock = "%d:%02d:%02d%s".formatted(rest / 3600, rest / 60 % 60, rest % 60, micros(duration.getNano()));
        if (Math.abs(days) > 999_999_999) {
            throw refused(duration, ": its durations are shorter than a billion days");
        }
        return days == 0 ? clock : days + (Math.abs(days) == 1 ? " day, " : " days, ") + clock;
    }
}
