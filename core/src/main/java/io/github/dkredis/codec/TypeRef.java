package io.github.dkredis.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;

/**
 * Captures a generic type, which a class literal cannot express: {@code new TypeRef<List<User>>() {}}. This class is
 * made to be extended, because only a subclass retains its type argument at run time.
 *
 * @param <T> the captured type
 */
@SuppressWarnings("unused") // T is read through reflection
public abstract class TypeRef<T> {

    private final Type type;

    /**
     * Captures the type argument of the subclass.
     *
     * @throws IllegalArgumentException if the subclass has no type argument
     */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)) {
            throw new IllegalArgumentException("a TypeRef needs a type argument: new TypeRef<List<User>>() {}");
        }
        this.type = parent.getActualTypeArguments()[0];
    }

    private TypeRef(Type type) {
        this.type = type;
    }

    /** Returns a reference to a type that is known at run time only, such as the return type of a method. */
    public static TypeRef<?> of(Type type) {
        return new TypeRef<>(Objects.requireNonNull(type, "type")) {};
    }

    /** {@return the captured type} */
    public final Type type() {
        return type;
    }

    @Override
    public String toString() {
        return "TypeRef[" + type.getTypeName() + "]";
    }
}
