package io.github.dkredis.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Prepares a value for writing as its declared type. In {@code Page<Shape>}, the class of the page does not say that
 * its elements are {@code Shape}s, whose class has to be written with them; the declared type does.
 */
final class DeclaredTypes {

    private DeclaredTypes() {}

    /** Returns the value with the generic records and beans in it converted by their declared types. */
    static @Nullable Object applied(@Nullable Object value, Type type, Supplier<Beans> beans) {
        if (value == null || !(type instanceof ParameterizedType declared)) {
            return value;
        }
        Type[] arguments = declared.getActualTypeArguments();
        boolean matters = arguments[arguments.length - 1] instanceof ParameterizedType;
        if (value instanceof Map<?, ?> map) {
            return arguments.length == 2 && matters ? entries(map, arguments[1], beans) : value;
        }
        if (value instanceof Collection<?> elements) {
            return arguments.length == 1 && matters ? elements(elements, arguments[0], beans) : value;
        }
        // a class of the JDK has a Python form of its own; of a subclass only the declared part would be written
        return declared.getRawType() == value.getClass()
                        && !value.getClass().getName().startsWith("java.")
                ? beans.get().toPlain(value, type)
                : value;
    }

    private static Map<Object, @Nullable Object> entries(Map<?, ?> map, Type type, Supplier<Beans> beans) {
        Map<Object, @Nullable Object> applied = new LinkedHashMap<>();
        map.forEach((key, value) -> applied.put(key, applied(value, type, beans)));
        return applied;
    }

    private static Collection<@Nullable Object> elements(Collection<?> elements, Type type, Supplier<Beans> beans) {
        Collection<@Nullable Object> applied =
                elements instanceof Set<?> ? new LinkedHashSet<>() : new ArrayList<>(elements.size());
        for (Object element : elements) {
            applied.add(applied(element, type, beans));
        }
        return applied;
    }
}
