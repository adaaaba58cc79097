package io.github.dkredis.cache;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The type arguments that an interface gives its generic super-interfaces. */
final class TypeArguments {

    private final Map<TypeVariable<?>, Type> arguments = new HashMap<>();

    TypeArguments(Class<?> type) {
        collect(type);
    }

    private void collect(Class<?> type) {
        for (Type parent : type.getGenericInterfaces()) {
            if (parent instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
                TypeVariable<?>[] variables = raw.getTypeParameters();
                for (int i = 0; i < variables.length; i++) {
                    arguments.put(variables[i], generic.getActualTypeArguments()[i]);
                }
                collect(raw);
            } else if (parent instanceof Class<?> raw) {
                collect(raw);
            }
        }
    }

    /**
     * Returns a type with arguments in place of variables.
     *
     * @throws IllegalArgumentException if a variable has no argument
     */
    Type resolve(Type type, Method user) {
        if (type instanceof TypeVariable<?> variable) {
            Type argument = arguments.get(variable);
            if (argument == null) {
                throw new IllegalArgumentException(user + ": the type of its result is not known, because " + variable
                        + " has no argument; cache an interface that extends this one and names the type");
            }
            return resolve(argument, user);
        } else if (type instanceof ParameterizedType generic) {
            Type[] resolved = Arrays.stream(generic.getActualTypeArguments())
                    .map(argument -> resolve(argument, user))
                    .toArray(Type[]::new);
            return new Parameterized(generic.getRawType(), generic.getOwnerType(), List.of(resolved));
        } else if (type instanceof GenericArrayType array) {
            Type element = resolve(array.getGenericComponentType(), user);
            return element instanceof Class<?> raw ? Array.newInstance(raw, 0).getClass() : new GenericArray(element);
        } else if (type instanceof WildcardType wildcard) {
            return resolve(wildcard.getUpperBounds()[0], user);
        }
        return type;
    }

    private record GenericArray(Type element) implements GenericArrayType {
        @Override
        public Type getGenericComponentType() {
            return element;
        }
    }

    /** Equal to the JDK's own type with the same parts, so that a cache knows the type again. */
    private static final class Parameterized implements ParameterizedType {

        private final Type raw;
        private final @Nullable Type owner;
        private final List<Type> arguments;

        Parameterized(Type raw, @Nullable Type owner, List<Type> arguments) {
            this.raw = raw;
            this.owner = owner;
            this.arguments = arguments;
        }

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        @SuppressWarnings("NullAway") // the JDK's interface is not annotated
        public @Nullable Type getOwnerType() {
            return owner;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ParameterizedType that
                    && raw.equals(that.getRawType())
                    && Objects.equals(owner, that.getOwnerType())
                    && arguments.equals(List.of(that.getActualTypeArguments()));
        }

        /** As the JDK's own types compute it. */
        @Override
        public int hashCode() {
            return Arrays.hashCode(getActualTypeArguments()) ^ Objects.hashCode(owner) ^ Objects.hashCode(raw);
        }

        @Override
        public String toString() {
            return raw.getTypeName() + arguments;
        }
    }
}
