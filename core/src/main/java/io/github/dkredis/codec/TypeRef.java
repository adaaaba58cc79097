package io.github.dkredis.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A generic type that Java would forget: {@code new TypeRef<List<User>>() {}}. The one class here that is made to be
 * extended, because only a subclass remembers its type argument.
 *
 * @param <T> the type
 */
@SuppressWarnings("unused") // T is read by reflection
public abstract class TypeRef<T> {

    private final Type type;

    /** Remembers the type argument of the subclass. */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)) {
            throw new IllegalArgumentException("write new TypeRef<List<User>>() {}, with a type argument");
        }
        this.type = parent.getActualTypeArguments()[0];
    }

    /**
     * The type.
     *
     * @return the type argument as the reflection API has it
     */
    public final Type type() {
        return type;
    }
}
