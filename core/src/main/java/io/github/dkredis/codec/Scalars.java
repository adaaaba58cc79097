package io.github.dkredis.codec;

import io.github.dkredis.pickle.PyByteArray;
import io.github.dkredis.pickle.PyBytes;
import io.github.dkredis.pickle.PyComplex;
import io.github.dkredis.pickle.PyDecimal;
import io.github.dkredis.pickle.PyFraction;
import io.github.dkredis.pickle.PyObject;
import io.github.dkredis.pickle.PyObjectView;
import java.math.BigDecimal;
import java.math.BigInteger;
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
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Converts single values to other types if no information is lost. */
final class Scalars {

    /** The types that pickles represent and JSON does not, so that Jackson must pass them through. */
    static final Set<Class<?>> TYPES = Set.of(
            LocalDateTime.class,
            LocalDate.class,
            LocalTime.class,
            OffsetDateTime.class,
            OffsetTime.class,
            ZonedDateTime.class,
            Instant.class,
            Duration.class,
            ZoneId.class,
            ZoneOffset.class,
            Date.class,
            UUID.class,
            BigDecimal.class,
            byte[].class,
            PyBytes.class,
            PyByteArray.class,
            PyComplex.class,
            PyFraction.class,
            PyDecimal.class);

    private Scalars() {}

    /** Returns the value as the given type, or null if it does not fit. */
    static @Nullable Object fit(Object value, Class<?> type) {
        if (type.isInstance(value)) {
            return value;
        }
        if (value instanceof Number number) {
            return number(number, type);
        }
        if (value instanceof PyObject object) {
            // an instance of a subclass of str, int, datetime, …; a numpy scalar
            Object basic = PyObjectView.scalar(object).orElse(null);
            return basic == null ? null : fit(basic, type);
        }
        if (value instanceof PyBytes key) {
            return type == byte[].class ? key.array() : null; // the key is garbage after a typed read
        }
        if (value instanceof PyByteArray array) {
            return type == byte[].class ? array.array() : null;
        }
        if (value instanceof byte[] bytes) {
            return type == PyBytes.class ? PyBytes.of(bytes) : null;
        }
        if (value instanceof Boolean) {
            return type == boolean.class ? value : null;
        }
        if (value instanceof String text) {
            return text.length() == 1 && (type == char.class || type == Character.class)
                    ? (Object) text.charAt(0)
                    : null;
        }
        return time(value, type);
    }

    private static @Nullable Object time(Object value, Class<?> type) {
        ZonedDateTime time;
        if (value instanceof OffsetDateTime offset) {
            time = offset.toZonedDateTime();
        } else if (value instanceof ZonedDateTime zoned) {
            time = zoned;
        } else {
            return null;
        }
        if (type == Instant.class) {
            return time.toInstant();
        }
        if (type == OffsetDateTime.class) {
            return time.toOffsetDateTime();
        }
        if (type == ZonedDateTime.class) {
            return time;
        }
        boolean millis = time.getNano() % 1_000_000 == 0;
        return type == Date.class && millis ? Date.from(time.toInstant()) : null;
    }

    private static @Nullable Object number(Number value, Class<?> type) {
        try {
            if (value instanceof Double real) {
                return real(real, type);
            }
            if (value instanceof BigDecimal decimal) {
                return type == BigInteger.class ? decimal.toBigIntegerExact() : null;
            }
            if (value instanceof BigInteger big) {
                return whole(big, type);
            }
            boolean small = value instanceof Integer || value instanceof Long;
            return small ? whole(BigInteger.valueOf(value.longValue()), type) : null;
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable Object real(double value, Class<?> type) {
        if (type == double.class || type == Double.class) {
            return value;
        }
        boolean exact = Double.compare((float) value, value) == 0;
        return exact && (type == float.class || type == Float.class) ? (Object) (float) value : null;
    }

    private static @Nullable Object whole(BigInteger value, Class<?> type) {
        if (type == long.class || type == Long.class) {
            return value.longValueExact();
        }
        if (type == int.class || type == Integer.class) {
            return value.intValueExact();
        }
        if (type == short.class || type == Short.class) {
            return value.shortValueExact();
        }
        if (type == byte.class || type == Byte.class) {
            return value.byteValueExact();
        }
        if (type == BigInteger.class) {
            return value;
        }
        if (type == BigDecimal.class) {
            return new BigDecimal(value);
        }
        boolean exact = value.bitLength() <= 53;
        if (type == double.class || type == Double.class) {
            return exact ? (Object) value.doubleValue() : null;
        }
        boolean exactFloat = value.bitLength() <= 24;
        return exactFloat && (type == float.class || type == Float.class) ? (Object) value.floatValue() : null;
    }
}
