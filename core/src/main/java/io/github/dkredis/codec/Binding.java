package io.github.dkredis.codec;

import io.github.dkredis.pickle.PyGlobal;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fits the value of one pickle to a requested type: scalars exactly or not at all ({@link Scalars}), collections, maps
 * and arrays element by element, records and beans through Jackson ({@link Beans}).
 */
final class Binding {

    /** Containers that contain themselves are deeper than this. */
    private static final int MAX_DEPTH = 2_000;

    private final Supplier<Beans> beans;
    private int depth;
    /** How many more elements may be bound, so that many references to a large list or range do not fill the heap. */
    private long elementsLeft;

    /**
     * Creates a binding.
     *
     * @param length the length of the pickle in bytes
     */
    Binding(Supplier<Beans> beans, int length) {
        this.beans = beans;
        this.elementsLeft = Beans.MAX_MADE_ELEMENTS + 4L * length;
    }

    private void countElements(int count, Type type) {
        elementsLeft -= count;
        if (elementsLeft < 0) {
            throw new Mismatch(Found.simpleName(type), "more elements than the length of the pickle accounts for");
        }
    }

    /**
     * Returns the value as the type.
     *
     * @throws Mismatch if it does not fit
     */
    @Nullable
    Object bind(@Nullable Object value, Type type) {
        if (value == null || type == Object.class) {
            return value;
        }
        if (++depth > MAX_DEPTH) {
            throw new Mismatch(Found.simpleName(type), "a value that contains itself");
        }
        Object bound = bindNested(value, type);
        depth--;
        return bound;
    }

    private @Nullable Object bindNested(Object value, Type type) {
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
                : beans.get().fromPlain(value, type);
    }

    private @Nullable Object bindClass(Object value, Class<?> type) {
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
            throw new Mismatch(type, value);
        }
        Object unwrapped = Beans.unwrapped(value);
        if (type.isInstance(unwrapped)) {
            return unwrapped;
        }
        if (Collection.class.isAssignableFrom(type)) {
            return bindCollection(unwrapped, type, Object.class, type);
        }
        if (type.isEnum() && value instanceof PyGlobal constant) {
            // Python may pickle an Enum member by its name in its class
            return beans.get()
                    .fromPlain(constant.name().substring(constant.name().lastIndexOf('.') + 1), type);
        }
        return beans.get().fromPlain(value, type);
    }

    private @Nullable Object bindParameterized(Object value, ParameterizedType type) {
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
                : beans.get().fromPlain(value, type);
    }

    private Object bindMap(Object value, Type[] arguments, Type type) {
        if (!(Beans.unwrapped(value) instanceof Map<?, ?> entries)) {
            throw new Mismatch(type, value);
        }
        countElements(entries.size(), type);
        Map<@Nullable Object, @Nullable Object> bound = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            try {
                bound.put(bind(entry.getKey(), arguments[0]), bind(entry.getValue(), arguments[1]));
            } catch (Mismatch e) {
                throw e.in("[…]"); // a key is data, which a message must not contain
            }
        }
        if (bound.size() != entries.size()) {
            throw new Mismatch(Found.simpleName(type), "a dict with two keys that become one, such as 1 and 1.0");
        }
        return bound;
    }

    private @Nullable Object bindCollection(Object value, Class<?> raw, Type element, Type type) {
        if (!(Beans.unwrapped(value) instanceof Collection<?> elements)) {
            throw new Mismatch(type, value);
        }
        countElements(elements.size(), type);
        Collection<@Nullable Object> bound;
        if (raw.isAssignableFrom(ArrayList.class)) {
            bound = new ArrayList<>(elements.size());
        } else if (raw.isAssignableFrom(LinkedHashSet.class)) {
            bound = new LinkedHashSet<>();
        } else {
            return beans.get().fromPlain(value, type);
        }
        int index = 0;
        for (Object part : elements) {
            try {
                bound.add(bind(part, element));
            } catch (Mismatch e) {
                throw e.at(index);
            }
            index++;
        }
        return bound;
    }

    private Object bindArray(Object value, Type component, Type type) {
        if (!(Beans.unwrapped(value) instanceof Collection<?> elements)) {
            throw new Mismatch(type, value);
        }
        countElements(elements.size(), type);
        Object array = Array.newInstance(raw(component), elements.size());
        int i = 0;
        for (Object element : elements) {
            try {
                Object bound = bind(element, component);
                if (bound == null && component instanceof Class<?> primitive && primitive.isPrimitive()) {
                    throw new Mismatch(component, null);
                }
                Array.set(array, i, bound);
            } catch (Mismatch e) {
                throw e.at(i);
            }
            i++;
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
