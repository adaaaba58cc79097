package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
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
 * Fits what was read to the type that is wanted: as it is where it is one; exactly, or not at all, where it is a number
 * or a time of another type; element by element for collections, maps and arrays; by name, through Jackson, for records
 * and beans.
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
                : Beans.fromNatural(value, type);
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
            throw unfit(value, type);
        }
        Object opened = Beans.opened(value);
        if (type.isInstance(opened)) {
            return opened;
        }
        if (opened != null && Collection.class.isAssignableFrom(type)) {
            return bindCollection(opened, type, Object.class, type);
        }
        return Beans.fromNatural(value, type);
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
                : Beans.fromNatural(value, type);
    }

    private static Object bindMap(Object value, Type[] arguments, Type type) {
        if (!(Beans.opened(value) instanceof Map<?, ?> entries)) {
            throw unfit(value, type);
        }
        Map<@Nullable Object, @Nullable Object> bound = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            bound.put(bind(entry.getKey(), arguments[0]), bind(entry.getValue(), arguments[1]));
        }
        if (bound.size() != entries.size()) {
            throw unfit(value, type);
        }
        return bound;
    }

    private static @Nullable Object bindCollection(Object value, Class<?> raw, Type element, Type type) {
        if (!(Beans.opened(value) instanceof Collection<?> elements)) {
            throw unfit(value, type);
        }
        Collection<@Nullable Object> bound;
        if (raw.isAssignableFrom(ArrayList.class)) {
            bound = new ArrayList<>(elements.size());
        } else if (raw.isAssignableFrom(LinkedHashSet.class)) {
            bound = new LinkedHashSet<>();
        } else {
            return Beans.fromNatural(value, type);
        }
        for (Object part : elements) {
            bound.add(bind(part, element));
        }
        return bound;
    }

    private static Object bindArray(Object value, Type component, Type type) {
        if (!(Beans.opened(value) instanceof Collection<?> elements)) {
            throw unfit(value, type);
        }
        Object array = Array.newInstance(raw(component), elements.size());
        int i = 0;
        for (Object element : elements) {
            Object bound = bind(element, component);
            if (bound == null && component instanceof Class<?> primitive && primitive.isPrimitive()) {
                throw unfit(value, type);
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

    private static CodecException unfit(Object value, Type type) {
        return new CodecException(
                "the value, a " + value.getClass().getSimpleName() + ", does not fit " + type.getTypeName());
    }
}
