package io.github.dkredis.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * The types that cached values are read as. All types made here are equal if they have the same name, whatever made
 * them: they consist of classes and of parameterized types without wildcards and variables.
 */
final class ValueTypes {

    private ValueTypes() {}

    // ---- of methods

    /**
     * Returns the type of the values that Spring caches for a method: its return type without {@code Optional},
     * {@code CompletableFuture} or a reactive type around it; a list for a reactive type with several values.
     *
     * @return empty for a method that returns nothing
     * @throws UnreadableTypeException if nothing can be read as the type, because it is {@code Object} or a type
     *     variable
     */
    static Optional<Type> ofMethod(Method method, Class<?> targetClass) {
        ResolvableType returned = unwrapped(ResolvableType.forMethodReturnType(method, targetClass));
        Class<?> raw = returned.resolve(Object.class);
        if (raw == void.class || raw == Void.class) {
            return Optional.empty();
        }
        Type type = concrete(returned);
        if (type == Object.class) {
            throw new UnreadableTypeException(
                    "the return type " + returned + " does not tell as what a cached value has to be read");
        }
        return Optional.of(type);
    }

    /** {@return whether a method answers with a stage or a reactive type, so that nothing around it may block} */
    static boolean isAsynchronous(Method method) {
        Class<?> returned = method.getReturnType();
        return CompletionStage.class.isAssignableFrom(returned) || adapter(returned) != null;
    }

    private static ResolvableType unwrapped(ResolvableType type) {
        Class<?> raw = type.resolve(Object.class);
        ReactiveAdapter adapter = adapter(raw);
        if (CompletionStage.class.isAssignableFrom(raw)) {
            return unwrapped(type.as(CompletionStage.class).getGeneric());
        } else if (raw == Optional.class) {
            return type.getGeneric();
        } else if (adapter != null && !adapter.isMultiValue()) {
            return adapter.isNoValue() ? ResolvableType.forClass(Void.class) : unwrapped(type.getGeneric());
        } else if (adapter != null) {
            return ResolvableType.forClassWithGenerics(List.class, type.getGeneric());
        }
        return type;
    }

    private static @Nullable ReactiveAdapter adapter(Class<?> type) {
        ReactiveAdapterRegistry registry = ReactiveAdapterRegistry.getSharedInstance();
        return registry.hasAdapters() ? registry.getAdapter(type) : null;
    }

    /** Replaces variables by what they stand for, wildcards by their bounds and primitive types by their wrappers. */
    private static Type concrete(ResolvableType type) {
        if (type.isArray()) {
            Type component = type.getComponentType().resolve(Object.class).isPrimitive()
                    ? type.getComponentType().resolve(Object.class)
                    : concrete(type.getComponentType());
            ResolvableType array = ResolvableType.forArrayComponent(ResolvableType.forType(component));
            return component instanceof Class<?> ? array.resolve(Object.class) : array.getType();
        }
        Class<?> raw = ClassUtils.resolvePrimitiveIfNecessary(type.resolve(Object.class));
        if (raw.getTypeParameters().length == 0 || !type.hasGenerics()) {
            return raw;
        }
        ResolvableType[] generics = new ResolvableType[raw.getTypeParameters().length];
        for (int i = 0; i < generics.length; i++) {
            generics[i] = ResolvableType.forType(concrete(type.getGeneric(i)));
        }
        return ResolvableType.forClassWithGenerics(raw, generics).getType();
    }

    /** {@return a type in the form that types of methods have} */
    static Type normalized(Type type) {
        return concrete(ResolvableType.forType(type));
    }

    // ---- of names

    /**
     * Returns the type that a setting names.
     *
     * @param name the full name of a class, with type arguments if it has some
     * @throws IllegalArgumentException if there is no such type
     */
    static Type named(String name, ClassLoader loader) {
        return concrete(parsed(name.strip(), loader));
    }

    private static ResolvableType parsed(String name, ClassLoader loader) {
        int open = name.indexOf('<');
        if (open < 0) {
            return ResolvableType.forClass(classNamed(name, loader));
        } else if (!name.endsWith(">")) {
            throw new IllegalArgumentException("the type " + name + " has no closing bracket at its end");
        }
        Class<?> raw = classNamed(name.substring(0, open).strip(), loader);
        List<ResolvableType> arguments = new ArrayList<>();
        int depth = 0;
        int begin = open + 1;
        for (int i = begin; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '<') {
                depth++;
            } else if (c == '>' && depth > 0) {
                depth--;
            } else if (depth == 0 && (c == ',' || c == '>')) {
                arguments.add(parsed(name.substring(begin, i).strip(), loader));
                begin = i + 1;
            }
        }
        if (arguments.size() != raw.getTypeParameters().length) {
            throw new IllegalArgumentException("the type " + raw.getName() + " has " + raw.getTypeParameters().length
                    + " type parameters, and " + name + " names " + arguments.size());
        }
        return ResolvableType.forClassWithGenerics(raw, arguments.toArray(ResolvableType[]::new));
    }

    private static Class<?> classNamed(String name, ClassLoader loader) {
        try {
            return ClassUtils.forName(name, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException(
                    "there is no class \"" + name + "\"; a type is the full name of a class, such as"
                            + " com.example.User or java.util.List<com.example.User>",
                    e);
        }
    }
}
