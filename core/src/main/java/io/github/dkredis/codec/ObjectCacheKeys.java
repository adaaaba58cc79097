package io.github.dkredis.codec;

import io.github.dkredis.CodecException;
import io.github.dkredis.pickle.PickleException;
import io.github.dkredis.pickle.PickleKeys;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Names the entries of Python's object cache as {@link PickleKeys} does, and also accepts records and beans in keys:
 * they are named like the dicts that {@link Codec#pickle()} writes for them.
 */
public final class ObjectCacheKeys {

    private ObjectCacheKeys() {}

    /**
     * Returns the name of a key's entry, see {@link PickleKeys#name(Object)}.
     *
     * @throws CodecException if it is not certain that Python gives the key the same name
     */
    public static String name(@Nullable Object key) {
        return translated(() -> PickleKeys.name(key, PickleCodec.standard()::toPlain));
    }

    /**
     * Returns every name that Python may give the key's entry, see {@link PickleKeys#names(Object)}.
     *
     * @throws CodecException if it is not certain that Python gives the key the same names
     */
    public static List<String> names(@Nullable Object key) {
        return translated(() -> PickleKeys.names(key, PickleCodec.standard()::toPlain));
    }

    private static <T> T translated(Supplier<T> naming) {
        try {
            return naming.get();
        } catch (PickleException e) {
            throw PickleCodec.codecException(e);
        }
    }
}
