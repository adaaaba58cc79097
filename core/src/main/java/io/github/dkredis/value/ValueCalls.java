package io.github.dkredis.value;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.CodecException;
import io.github.dkredis.codec.Codec;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operations on values, once for the blocking and the asynchronous API. */
final class ValueCalls {

    private static final Command<String> SET = Command.of("set", CommandName.SET, RetryPolicy.NEVER, Reply.STATUS);
    private static final Command<byte @Nullable []> GET =
            Command.of("get", CommandName.GET, RetryPolicy.IDEMPOTENT, Reply.BYTES);
    private static final Command<byte @Nullable []> POP =
            Command.of("pop", CommandName.GETDEL, RetryPolicy.NEVER, Reply.BYTES);
    private static final Command<Long> REMOVE =
            Command.of("remove", CommandName.UNLINK, RetryPolicy.NEVER, Reply.NUMBER);
    private static final Command<Long> CONTAINS =
            Command.of("contains", CommandName.EXISTS, RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<String> SET_ALL =
            Command.of("setAll", CommandName.MSET, RetryPolicy.NEVER, Reply.STATUS);
    private static final Command<String> SET_ALL_TTL =
            Command.of("setAll", Script.load(ValueCalls.class, "setall"), RetryPolicy.NEVER, Reply.STATUS);
    private static final Command<List<@Nullable Object>> GET_ALL =
            Command.of("getAll", CommandName.MGET, RetryPolicy.IDEMPOTENT, Reply.LIST);

    private static final byte[] PX = Utf8.ascii("PX");
    private static final int LARGEST = 512 << 20;

    private final Client client;
    private final Codec codec;

    ValueCalls(Client client, Codec codec) {
        this.client = client;
        this.codec = codec;
    }

    ValueCalls withCodec(Codec other) {
        return new ValueCalls(client, Objects.requireNonNull(other, "codec"));
    }

    Operation<@Nullable Void> set(String key, @Nullable Object value) {
        return client.call(SET, key, client.keys().of(key), encoded(key, value)).map(ok -> null);
    }

    Operation<@Nullable Void> set(String key, @Nullable Object value, Duration ttl) {
        byte[] millis = Durations.ttl(ttl);
        return client.call(SET, key, client.keys().of(key), encoded(key, value), PX, millis)
                .map(ok -> null);
    }

    <T> Operation<Optional<T>> get(String key, @Nullable Type type) {
        return client.call(GET, key, client.keys().of(key)).map(bytes -> decoded(GET, key, bytes, type));
    }

    <T> Operation<T> getOrDefault(String key, @Nullable Type type, T fallback) {
        Objects.requireNonNull(fallback, "fallback");
        return client.call(GET, key, client.keys().of(key))
                .map(bytes -> this.<T>decoded(GET, key, bytes, type).orElse(fallback));
    }

    <T> Operation<Optional<T>> pop(String key, @Nullable Type type) {
        return client.call(POP, key, client.keys().of(key)).map(bytes -> decoded(POP, key, bytes, type));
    }

    Operation<Boolean> contains(String key) {
        return client.call(CONTAINS, key, client.keys().of(key)).map(count -> count > 0);
    }

    Operation<Boolean> remove(String key) {
        return client.call(REMOVE, key, client.keys().of(key)).map(count -> count > 0);
    }

    Operation<Long> removeAll(Collection<String> keys) {
        return client.call(REMOVE, about(keys), keys(keys));
    }

    Operation<@Nullable Void> setAll(Map<String, ?> values) {
        List<byte[]> args = new ArrayList<>(2 * values.size());
        values.forEach((key, value) -> {
            args.add(client.keys().of(key));
            args.add(encoded(key, value));
        });
        notEmpty(args);
        return client.call(SET_ALL, about(values.keySet()), args.toArray(byte[][]::new))
                .map(ok -> null);
    }

    Operation<@Nullable Void> setAll(Map<String, ?> values, Duration ttl) {
        List<byte[]> keys = new ArrayList<>(values.size());
        List<byte[]> args = new ArrayList<>(2 * values.size() + 1);
        args.add(Durations.ttl(ttl));
        values.forEach((key, value) -> {
            keys.add(client.keys().of(key));
            args.add(encoded(key, value));
        });
        args.addAll(0, notEmpty(keys));
        return client.call(SET_ALL_TTL, about(values.keySet()), keys.size(), args.toArray(byte[][]::new))
                .map(ok -> null);
    }

    @SuppressWarnings("unchecked") // the codec answers for the type
    <T> Operation<Map<String, @Nullable T>> getAll(Collection<String> keys, @Nullable Type type) {
        List<String> names = List.copyOf(keys);
        return client.call(GET_ALL, about(names), keys(names)).map(replies -> {
            Map<String, @Nullable T> found = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                if (replies.get(i) instanceof byte[] bytes) {
                    found.put(names.get(i), (T) decode(GET_ALL, names.get(i), bytes, type));
                }
            }
            return Collections.unmodifiableMap(found);
        });
    }

    private byte[][] keys(Collection<String> keys) {
        return notEmpty(keys).stream().map(client.keys()::of).toArray(byte[][]::new);
    }

    private static <E> Collection<E> notEmpty(Collection<E> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("at least one key is needed");
        }
        return keys;
    }

    private static String about(Collection<String> keys) {
        Iterator<String> each = keys.iterator();
        String first = each.hasNext() ? each.next() : "";
        return each.hasNext() ? first + " and " + (keys.size() - 1) + " more" : first;
    }

    private byte[] encoded(String key, @Nullable Object value) {
        byte[] bytes;
        try {
            bytes = codec.encode(value);
        } catch (CodecException e) {
            throw new CodecException("set " + Keys.quoted(key) + ": " + e.getMessage(), e);
        }
        if (bytes.length > LARGEST) {
            throw new CodecException("set " + Keys.quoted(key) + ": " + bytes.length + " bytes; Redis takes 512 MiB");
        }
        return bytes;
    }

    @SuppressWarnings("unchecked") // the codec answers for the type
    private <T> Optional<T> decoded(Command<?> command, String key, byte @Nullable [] bytes, @Nullable Type type) {
        return bytes == null ? Optional.empty() : Optional.ofNullable((T) decode(command, key, bytes, type));
    }

    private @Nullable Object decode(Command<?> command, String key, byte[] bytes, @Nullable Type type) {
        try {
            return type == null ? codec.decode(bytes) : codec.decode(bytes, type);
        } catch (CodecException e) {
            throw new CodecException(command + " " + Keys.quoted(key) + ": " + e.getMessage(), e);
        }
    }
}
