package io.github.dkredis.spring;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.util.ReflectionUtils;

/**
 * Turns Spring's keys into typed keys of {@link io.github.dkredis.cache.NamedCache}, which have texts. Keys that are
 * not equal stay so:
 *
 * <ul>
 *   <li>strings, numbers, booleans, characters, UUIDs, times, enum constants, and records, lists, sets and maps of such
 *       are keys as they are;
 *   <li>a {@link SimpleKey} becomes {@link Arguments}, and an array {@link Elements}, with elements by the same rules;
 *   <li>any other key becomes {@link Converted}, with the text that a {@link ConversionService} gives it. If the
 *       service also converts the text back, it has to come back as an equal key: otherwise two keys could have one
 *       text.
 * </ul>
 */
final class KeyRule {

    /** The parameters of a method with none or several of them. */
    record Arguments(List<@Nullable Object> parameters) {}

    /** The elements of an array. */
    record Elements(String componentType, List<@Nullable Object> elements) {}

    /** A key that a conversion service turned into text. */
    record Converted(String type, String text) {}

    private static final Set<Class<?>> PLAIN = Set.of(
            String.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            Boolean.class,
            Character.class,
            UUID.class,
            Duration.class,
            Instant.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class);

    /** Spring offers no access to the parameters of a {@code SimpleKey}. */
    private static final Field PARAMETERS = parametersField();

    private static final TypeDescriptor STRING = TypeDescriptor.valueOf(String.class);

    private final ConversionService conversions;

    KeyRule(ConversionService conversions) {
        this.conversions = conversions;
    }

    private static Field parametersField() {
        Field field = ReflectionUtils.findField(SimpleKey.class, null, Object[].class);
        if (field == null) {
            throw new IllegalStateException("this version of Spring has a SimpleKey without parameters");
        }
        ReflectionUtils.makeAccessible(field);
        return field;
    }

    /**
     * Returns the key of a named cache for a key of Spring's.
     *
     * @throws IllegalArgumentException if the key has no text
     */
    Object typed(Object key) {
        Class<?> type = key.getClass();
        if (PLAIN.contains(type) || key instanceof Enum<?> || key instanceof Record) {
            return key;
        } else if (key instanceof SimpleKey) {
            return new Arguments(elements((Object[]) parameters(key)));
        } else if (type.isArray()) {
            return new Elements(type.getComponentType().getName(), elements(boxed(key)));
        } else if (key instanceof List<?> list) {
            return elements(list.toArray());
        } else if (key instanceof Set<?> set) {
            return new LinkedHashSet<>(elements(set.toArray()));
        } else if (key instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> typed = new LinkedHashMap<>();
            map.forEach((name, value) -> typed.put(element(name), element(value)));
            return typed;
        }
        return converted(key);
    }

    private List<@Nullable Object> elements(@Nullable Object[] elements) {
        List<@Nullable Object> typed = new ArrayList<>(elements.length);
        Arrays.stream(elements).forEach(element -> typed.add(element(element)));
        return Collections.unmodifiableList(typed);
    }

    private @Nullable Object element(@Nullable Object element) {
        return element == null ? null : typed(element);
    }

    private static Object parameters(Object simpleKey) {
        Object parameters = ReflectionUtils.getField(PARAMETERS, simpleKey);
        return parameters == null ? new Object[0] : parameters;
    }

    private static @Nullable Object[] boxed(Object array) {
        @Nullable Object[] elements = new Object[Array.getLength(array)];
        Arrays.setAll(elements, i -> Array.get(array, i));
        return elements;
    }

    private Converted converted(Object key) {
        TypeDescriptor type = TypeDescriptor.valueOf(key.getClass());
        if (!conversions.canConvert(type, STRING)) {
            throw withoutText(key, "the ConversionService does not turn it into text");
        }
        Object text = conversions.convert(key, type, STRING);
        if (!(text instanceof String converted)) {
            throw withoutText(key, "the ConversionService turned it into null");
        }
        if (conversions.canConvert(STRING, type) && !comesBack(key, converted, type)) {
            throw withoutText(key, "its text does not convert back to an equal key, so another key could have it too");
        }
        return new Converted(key.getClass().getName(), converted);
    }

    private boolean comesBack(Object key, String text, TypeDescriptor type) {
        try {
            return key.equals(conversions.convert(text, STRING, type));
        } catch (RuntimeException e) { // the text of a failed conversion
            return false;
        }
    }

    private static IllegalArgumentException withoutText(Object key, String why) {
        return new IllegalArgumentException("a cache key of the type "
                + key.getClass().getName() + " has no text: " + why
                + "; use a string, a number, a record or an enum constant as the key, or register a converter to"
                + " String and one back");
    }
}
