package io.github.dkredis.cache;

import io.github.dkredis.internal.Utf8;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The text of a typed key in the name of its entry. Keys that are not equal have different texts, whatever their types:
 *
 * <ul>
 *   <li>a string stands for itself, with {@code %}, <code>{</code> and <code>}</code> as in URLs: {@code %25},
 *       {@code %7B} and {@code %7D};
 *   <li>any other value is {@code %}, the name of its type, a colon and its {@code toString()}: {@code %long:7},
 *       {@code %double:-0.0};
 *   <li>an enum constant is <code>%enum:&lt;class&gt;.&lt;name&gt;</code>;
 *   <li>a record is <code>%record:&lt;class&gt;(&lt;component&gt;,…)</code>. In strings and characters within it,
 *       parentheses, commas and equals signs are written as in URLs too, so that the text can be taken apart again. A
 *       null component is {@code %null};
 *   <li>a list is <code>%list(…)</code>, a set <code>%set(…)</code> and a map <code>%map(&lt;key&gt;=&lt;value&gt;,…)
 *       </code>, with the elements of sets and maps in the order of their texts.
 * </ul>
 *
 * <p>No escaped string begins with a percent sign and a lower-case letter, so no string has the text of another key.
 */
final class KeyText {

    /** Types whose {@code toString()} tells unequal values apart, with their names in texts. */
    private static final Map<Class<?>, String> SCALARS = Map.ofEntries(
            Map.entry(Byte.class, "byte"),
            Map.entry(Short.class, "short"),
            Map.entry(Integer.class, "int"),
            Map.entry(Long.class, "long"),
            Map.entry(Float.class, "float"),
            Map.entry(Double.class, "double"),
            Map.entry(BigInteger.class, "biginteger"),
            Map.entry(BigDecimal.class, "bigdecimal"),
            Map.entry(Boolean.class, "boolean"),
            Map.entry(Character.class, "char"),
            Map.entry(UUID.class, "uuid"),
            Map.entry(Duration.class, "duration"),
            Map.entry(Instant.class, "instant"),
            Map.entry(LocalDate.class, "localdate"),
            Map.entry(LocalTime.class, "localtime"),
            Map.entry(LocalDateTime.class, "localdatetime"));

    /** Types that do not tell by themselves whether a key of theirs has a text; each key is looked at. */
    private static final Set<Class<?>> OPEN =
            Set.of(Object.class, Number.class, Record.class, Enum.class, List.class, Set.class, Map.class);

    private static final String NULL = "%null";

    private static final ClassValue<List<Method>> ACCESSORS = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getAccessor)
                    .toList();
        }
    };

    private KeyText() {}

    // ---- types

    /**
     * Checks that the keys of a type have texts.
     *
     * @throws IllegalArgumentException if they have none
     */
    static void check(Class<?> type) {
        check(type, type, new HashSet<>());
    }

    private static void check(Class<?> type, Class<?> keyType, Set<Class<?>> checked) {
        if (type == String.class
                || type.isPrimitive()
                || SCALARS.containsKey(type)
                || OPEN.contains(type)
                || Enum.class.isAssignableFrom(type)
                || !checked.add(type)) {
            return;
        }
        if (type.isRecord()) {
            for (Method accessor : ACCESSORS.get(type)) {
                if (!accessor.trySetAccessible()) {
                    throw new IllegalArgumentException("keys of the type " + keyType.getName()
                            + " have no text: the components of " + type.getName()
                            + " cannot be read; open its package to io.github.dkredis");
                }
                check(accessor.getReturnType(), keyType, checked);
            }
        } else if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                check(permitted, keyType, checked);
            }
        } else {
            throw withoutText(type, keyType);
        }
    }

    private static IllegalArgumentException withoutText(Class<?> type, Class<?> keyType) {
        return new IllegalArgumentException("keys of the type " + keyType.getName() + " have no text"
                + (type == keyType ? "" : ", because of " + type.getName())
                + "; a key is a string, a number, a boolean, a UUID, a time of java.time, an enum constant, or a record"
                + ", list, set or map of such");
    }

    // ---- keys

    /**
     * Writes a key that is not a string.
     *
     * @throws IllegalArgumentException if it has no text
     */
    static String of(Object key) {
        StringBuilder text = new StringBuilder();
        append(text, key, false);
        String written = text.toString();
        Utf8.encode("a cache key", written);
        return written;
    }

    private static void append(StringBuilder text, @Nullable Object value, boolean inRecord) {
        if (value == null) {
            text.append(NULL);
            return;
        } else if (value instanceof String string) {
            text.append(escaped(string, inRecord));
            return;
        }
        String scalar = SCALARS.get(value.getClass());
        if (scalar != null) {
            text.append('%').append(scalar).append(':');
            text.append(value instanceof Character c ? escaped(c.toString(), inRecord) : value.toString());
        } else if (value instanceof Enum<?> constant) {
            Class<?> type = constant.getDeclaringClass();
            text.append("%enum:").append(escaped(type.getName() + "." + constant.name(), true));
        } else if (value instanceof Record record) {
            appendRecord(text, record);
        } else if (value instanceof List<?> list) {
            text.append("%list(")
                    .append(joined(list.stream().map(KeyText::element)))
                    .append(')');
        } else if (value instanceof Set<?> set) {
            text.append("%set(")
                    .append(joined(set.stream().map(KeyText::element).sorted()))
                    .append(')');
        } else if (value instanceof Map<?, ?> map) {
            Stream<String> entries =
                    map.entrySet().stream().map(entry -> element(entry.getKey()) + "=" + element(entry.getValue()));
            text.append("%map(").append(joined(entries.sorted())).append(')');
        } else {
            throw withoutText(value.getClass(), value.getClass());
        }
    }

    private static String element(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        append(text, value, true);
        return text.toString();
    }

    private static String joined(Stream<String> elements) {
        return elements.collect(Collectors.joining(","));
    }

    private static void appendRecord(StringBuilder text, Record record) {
        text.append("%record:")
                .append(escaped(record.getClass().getName(), true))
                .append('(');
        List<Method> accessors = ACCESSORS.get(record.getClass());
        text.append(joined(accessors.stream().map(accessor -> element(component(record, accessor)))));
        text.append(')');
    }

    private static @Nullable Object component(Record record, Method accessor) {
        try {
            accessor.trySetAccessible();
            return accessor.invoke(record);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw unreadable(record, accessor, e);
        } catch (IllegalAccessException e) {
            throw unreadable(record, accessor, e);
        }
    }

    private static IllegalArgumentException unreadable(Record record, Method accessor, Exception cause) {
        return new IllegalArgumentException(
                "a key of the type " + record.getClass().getName() + " has no text: its component " + accessor.getName()
                        + " cannot be read",
                cause);
    }

    // ---- strings

    /** Braces would be hash tags, so they are written as in URLs. */
    static String escaped(String string) {
        boolean plain = string.indexOf('{') < 0 && string.indexOf('}') < 0 && string.indexOf('%') < 0;
        return plain ? string : string.replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
    }

    private static String escaped(String string, boolean inRecord) {
        String text = escaped(string);
        return inRecord
                ? text.replace("(", "%28")
                        .replace(")", "%29")
                        .replace(",", "%2C")
                        .replace("=", "%3D")
                : text;
    }

    /** The key of a client's own maps for the text in the name of an entry: a string or a {@link TypedKey}. */
    static Object keyOf(String text) {
        if (text.length() > 1 && text.charAt(0) == '%' && Character.isLowerCase(text.charAt(1))) {
            return new TypedKey(text, text);
        }
        return text.indexOf('%') < 0
                ? text
                : text.replace("%7B", "{").replace("%7D", "}").replace("%25", "%");
    }
}
