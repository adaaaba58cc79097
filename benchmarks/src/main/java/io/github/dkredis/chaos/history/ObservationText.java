package io.github.dkredis.chaos.history;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Observations as lines: the name of the record, then its components, separated by spaces. A text must not be empty,
 * and spaces in it become underscores.
 */
public final class ObservationText {

    private static final Map<String, Class<?>> TYPES = Arrays.stream(Observation.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

    private ObservationText() {}

    /** {@return the line of an observation, without its end} */
    public static String line(Observation observation) {
        StringJoiner line = new StringJoiner(" ");
        line.add(observation.getClass().getSimpleName());
        try {
            for (RecordComponent component : observation.getClass().getRecordComponents()) {
                Object value = component.getAccessor().invoke(observation);
                if (value instanceof Span span) {
                    line.add(Long.toString(span.beginMicros())).add(Long.toString(span.endMicros()));
                } else {
                    line.add(String.valueOf(value).replace(' ', '_').replace('\n', '_'));
                }
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
        return line.toString();
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is not the line of an observation
     */
    public static Observation parse(String line) {
        List<String> words = List.of(line.split(" "));
        Class<?> type = TYPES.get(words.get(0));
        if (type == null) {
            throw new IllegalArgumentException("unknown kind of observation: " + line);
        }
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[components.length];
        int next = 1;
        try {
            for (int i = 0; i < components.length; i++) {
                if (types[i] == Span.class) {
                    values[i] = new Span(Long.parseLong(words.get(next)), Long.parseLong(words.get(next + 1)));
                    next += 2;
                } else {
                    values[i] = value(types[i], words.get(next++));
                }
            }
            return (Observation) type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("not an observation: " + line, e);
        }
    }

    private static Object value(Class<?> type, String word) {
        if (type == long.class) {
            return Long.parseLong(word);
        }
        if (type == int.class) {
            return Integer.parseInt(word);
        }
        if (type == boolean.class) {
            return Boolean.parseBoolean(word);
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(word + " is not a constant of " + type));
        }
        return word;
    }
}
