package io.github.dkredis.atomic;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The methods that {@link Atomics} and {@link AsyncAtomics} share. */
interface AtomicsApi {

    String update(String key, Function<? super @Nullable String, String> function);

    byte[] updateBytes(String key, Function<? super byte @Nullable [], byte[]> function);

    <T> T update(String key, Codec codec, Class<T> type, Function<? super @Nullable T, T> function);

    <T> T update(String key, Codec codec, TypeRef<T> type, Function<? super @Nullable T, T> function);

    long increment(String key, long amount);

    double increment(String key, double amount);

    long setMax(String key, long value);

    double setMax(String key, double value);

    String setMax(String key, String value);

    byte[] setMax(String key, byte[] value);

    long setMin(String key, long value);

    double setMin(String key, double value);

    String setMin(String key, String value);

    byte[] setMin(String key, byte[] value);

    boolean removeIf(String key, String expected);

    boolean removeIf(String key, byte[] expected);

    boolean removeIf(String key, Codec codec, @Nullable Object expected);
}
