package io.github.dkredis.cli;

import io.github.dkredis.pickle.PyByteArray;
import io.github.dkredis.pickle.PyBytes;
import io.github.dkredis.pickle.PyComplex;
import io.github.dkredis.pickle.PyDecimal;
import io.github.dkredis.pickle.PyFraction;
import io.github.dkredis.pickle.PyFrozenSet;
import io.github.dkredis.pickle.PyGlobal;
import io.github.dkredis.pickle.PyObject;
import io.github.dkredis.pickle.PyTuple;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts any Python value to what JSON has. A type that JSON lacks becomes an object with one name in double
 * underscores, or a string where that is customary (times, Decimal, UUID). The result is for reading only: {@code set}
 * does not convert it back.
 */
final class ValueView {

    /** A bound for values that contain themselves in many ways. Other values that the codec reads are smaller. */
    private static final int MAX_CONTAINERS = 3_000_000;

    private static final int MAX_DEPTH = 1_200;

    /** The containers around the current value, with their depth. */
    private final IdentityHashMap<Object, Integer> open = new IdentityHashMap<>();

    private int containers;

    private ValueView() {}

    static @Nullable Object of(@Nullable Object value) {
        return new ValueView().view(value);
    }

    static Map<String, Object> bytes(byte[] bytes) {
        return Map.of("__bytes__", Base64.getEncoder().encodeToString(bytes));
    }

    private @Nullable Object view(@Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Double number) {
            return Double.isFinite(number) ? number : Map.of("__float__", name(number));
        }
        if (value instanceof Number number && !(value instanceof java.math.BigDecimal)) {
            return number;
        }
        boolean container = value instanceof Iterable<?> || value instanceof Map<?, ?> || value instanceof PyObject;
        return container ? guarded(value) : scalar(value);
    }

    private static String name(double number) {
        return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }

    private Object scalar(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes(bytes);
        } else if (value instanceof PyBytes bytes) {
            return bytes(bytes.toByteArray());
        } else if (value instanceof PyByteArray bytes) {
            return Map.of("__bytearray__", Base64.getEncoder().encodeToString(bytes.toByteArray()));
        } else if (value instanceof PyComplex complex) {
            return Map.of("__complex__", list(List.of(complex.real(), complex.imaginary())));
        } else if (value instanceof PyGlobal global) {
            return Map.of("__global__", global.module() + "." + global.name());
        } else if (value instanceof PyFraction fraction) {
            return fraction.numerator() + "/" + fraction.denominator();
        } else if (value instanceof PyDecimal decimal) {
            return decimal.text();
        }
        return time(value);
    }

    /** Formats as ISO 8601 with seconds, which {@code toString} omits when they are zero. */
    private static String time(Object value) {
        if (value instanceof LocalDateTime time) {
            return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
        } else if (value instanceof OffsetDateTime time) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        } else if (value instanceof ZonedDateTime time) {
            return DateTimeFormatter.ISO_ZONED_DATE_TIME.format(time);
        } else if (value instanceof LocalTime time) {
            return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
        } else if (value instanceof OffsetTime time) {
            return DateTimeFormatter.ISO_OFFSET_TIME.format(time);
        }
        return value.toString();
    }

    private Object guarded(Object container) {
        Integer depth = open.get(container);
        if (depth != null) {
            return Map.of("__ref__", open.size() - depth);
        }
        if (++containers > MAX_CONTAINERS || open.size() >= MAX_DEPTH) {
            return "…";
        }
        open.put(container, open.size());
        try {
            return container(container);
        } finally {
            open.remove(container);
        }
    }

    private Object container(Object value) {
        if (value instanceof PyObject object) {
            return object(object);
        } else if (value instanceof Map<?, ?> map) {
            return dict(map);
        } else if (value instanceof PyTuple tuple) {
            return list(tuple.asList());
        } else if (value instanceof PyFrozenSet set) {
            return list(set.asSet());
        }
        return list((Iterable<?>) value);
    }

    private List<@Nullable Object> list(Iterable<?> values) {
        List<@Nullable Object> list = new ArrayList<>();
        for (Object value : values) {
            list.add(view(value));
        }
        return list;
    }

    /** Turns keys into names as Python's json module does. If two keys have the same name, the dict becomes pairs. */
    private Map<String, @Nullable Object> dict(Map<?, ?> map) {
        Map<String, @Nullable Object> dict = new LinkedHashMap<>();
        List<List<@Nullable Object>> pairs = new ArrayList<>();
        map.forEach((key, value) -> {
            Object keyView = view(key);
            Object valueView = view(value);
            dict.put(keyView instanceof String text ? text : Json.text(keyView), valueView);
            pairs.add(Arrays.asList(keyView, valueView));
        });
        return dict.size() == pairs.size() ? dict : Map.of("__dict__", pairs);
    }

    private Map<String, @Nullable Object> object(PyObject object) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("__class__", object.module() + "." + object.name());
        if (object.args().size() > 0) {
            out.put("__args__", list(object.args().asList()));
        }
        if (!object.items().isEmpty()) {
            out.put("__items__", list(object.items()));
        }
        if (!object.entries().isEmpty()) {
            out.put("__entries__", dict(object.entries()));
        }
        Map<String, @Nullable Object> attributes = object.attributes();
        boolean clash = attributes.keySet().stream().anyMatch(name -> name.startsWith("__") && name.endsWith("__"));
        if (object.state() != null && (attributes.isEmpty() || clash)) {
            out.put("__state__", view(object.state()));
        } else {
            attributes.forEach((name, value) -> out.put(name, view(value)));
        }
        return out;
    }
}
