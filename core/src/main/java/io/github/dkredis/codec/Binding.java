package io.github.dkredis.codec;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fits the value of a pickle to a requested type: scalars exactly or not at all ({@link Scalars}), collections, maps
 * and arrays element by element, records and beans through Jackson ({@link Beans}).
 */
final class Binding {

    private Binding() {}

    static @Nullable Object bind(@Nullable Object value, Type type) {
        if (value == null || type == Object.class) {
            return value;
        }
        if (type instanceof Class<?> wanted) {
            return bindClass(value, wanted);
        }
        if (type instanceof ParameterizedType wanted) {
            return bindParameterized(value, wanted);
        }
        if (type instanceof WildcardType wildcard) {
            return bind(value, wildcard.getUpperBounds()[0]);
        }
        if (type instanceof TypeVariable<?> variable) {
            return bind(value, variable.getBounds()[0]);
        }
        return type instanceof GenericArrayType array
                ? bindArray(value, array.getGenericComponentType(), type)
                : Beans.fromPlain(value, type);
    }

    private static @Nullable Object bindClass(Object value, Class<?> type) {
        Object fitted = Scalars.fit(value, type);
        if (fitted != null) {
            return fitted;
        }
        if (type.isArray()) {
            return bindArray(value, type.getComponentType(), type);
        }
        if (type == String.class
                || type.isPrimitive()
                || Number.class.isAssignableFrom(type)
                || Scalars.TYPES.contains(type)) {
            throw Scalars.mismatch(value, type);
        }
        Object unwrapped = Beans.unwrapped(value);
        if (type.isInstance(unwrapped)) {
            return unwrapped;
        }
        if (unwrapped != null && Collection.class.isAssignableFrom(type)) {
            return bindCollection(unwrapped, type, Object.class, type);
        }
        return Beans.fromPlain(value, type);
    }

    private static @Nullable Object bindParameterized(Object value, ParameterizedType type) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] arguments = type.getActualTypeArguments();
        if (raw == Optional.class) {
            return Optional.ofNullable(bind(value, arguments[0]));
        }
        if (raw.isAssignableFrom(LinkedHashMap.class) && Map.class.isAssignableFrom(raw)) {
            return bindMap(value, arguments, type);
        }
        return Iterable.class.isAssignableFrom(raw) && arguments.length == 1
                ? bindCollection(value, raw, arguments[0], type)
                : Beans.fromPlain(value, type);
    }

    private static Object bindMap(Object value, Type[] arguments, Type type) {
        if (!(Beans.unwrapped(value) instanceof Map<?, ?> entries)) {
            throw Scalars.mismatch(value, type);
        }
        Map<@Nullable Object, @Nullable Object> bound = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            bound.put(bind(entry.getKey(), arguments[0]), bind(entry.getValue(), arguments[1]));
        }
        // two keys of the pickle may have become one, such as 1 and 1.0 read as doubles
        if (bound.size() != entries.size()) {
            throw Scalars.mismatch(value, type);
        }
        return bound;
    }

    private static @Nullable Object bindCollection(Object value, Class<?> raw, Type element, Type type) {
        if (!(Beans.unwrapped(value) instanceof Collection<?> elements)) {
            throw Scalars.mismatch(value, type);
        }
        Collection<@Nullable Object> bound;
        if (raw.isAssignableFrom(ArrayList.class)) {
            bound = new ArrayList<>(elements.size());
        } else if (raw.isAssignableFrom(LinkedHashSet.class)) {
            bound = new LinkedHashSet<>();
        } else {
            return Beans.fromPlain(value, type);
        }
        for (Object part : elements) {
            bound.add(bind(part, element));
        }
        return bound;
    }

    private static Object bindArray(Object value, Type component, Type type) {
        if (!(Beans.unwrapped(value) instanceof Collection<?> elements)) {
            throw Scalars.mismatch(value, type);
        }
        Object array = Array.newInstance(raw(component), elements.size());
        int i = 0;
        for (Object element : elements) {
            Object bound = bind(element, component);
            if (bound == null && component instanceof Class<?> primitive && primitive.isPrimitive()) {
                throw Scalars.mismatch(value, type);
            }
            Array.set(array, i++, bound);
        }
        return array;
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        return type instanceof GenericArrayType array
                ? raw(array.getGenericComponentType()).arrayType()
                : Object.class;
    }
}
