package io.github.dkredis.value;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.KeyedCodec;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Describes the operations on values, for the blocking and the asynchronous API alike. */
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

    private static final Command<byte @Nullable []> SET_IF_ABSENT =
            Command.of("setIfAbsent", CommandName.SET, RetryPolicy.NEVER, Reply.BYTES);
    private static final Command<byte @Nullable []> GET_AND_SET =
            Command.of("getAndSet", CommandName.SET, RetryPolicy.NEVER, Reply.BYTES);
    private static final Command<Long> TTL = Command.of("ttl", CommandName.PTTL, RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<Long> EXPIRE =
            Command.of("expire", CommandName.PEXPIRE, RetryPolicy.NEVER, Reply.NUMBER);
    private static final Command<Long> PERSIST =
            Command.of("persist", CommandName.PERSIST, RetryPolicy.NEVER, Reply.NUMBER);

    private static final byte[] PX = Utf8.ascii("PX");
    private static final byte[] NX = Utf8.ascii("NX");
    private static final byte[] GET_OLD = Utf8.ascii("GET");

    private final Client client;
    private final KeyedCodec codec;

    ValueCalls(Client client, Codec codec) {
        this.client = client;
        this.codec = new KeyedCodec(codec);
    }

    ValueCalls withCodec(Codec other) {
        return new ValueCalls(client, other);
    }

    // The type of a write is null if the caller does not declare one.

    Operation<@Nullable Void> set(String key, @Nullable Object value, @Nullable Type type) {
        return client.call(SET, key, keyBytes(key), encode(key, value, type)).map(ok -> null);
    }

    Operation<@Nullable Void> set(String key, @Nullable Object value, Duration ttl, @Nullable Type type) {
        byte[] millis = Durations.ttl(ttl);
        return client.call(SET, key, keyBytes(key), encode(key, value, type), PX, millis)
                .map(ok -> null);
    }

    Operation<Boolean> setIfAbsent(String key, @Nullable Object value, @Nullable Type type) {
        return client.call(SET_IF_ABSENT, key, keyBytes(key), codec.encode("setIfAbsent", key, value, type), NX)
                .map(Objects::nonNull);
    }

    Operation<Boolean> setIfAbsent(String key, @Nullable Object value, Duration ttl, @Nullable Type type) {
        byte[] millis = Durations.ttl(ttl);
        byte[] bytes = codec.encode("setIfAbsent", key, value, type);
        return client.call(SET_IF_ABSENT, key, keyBytes(key), bytes, NX, PX, millis)
                .map(Objects::nonNull);
    }

    <T> Operation<Optional<T>> getAndSet(String key, @Nullable Object value, @Nullable Type type) {
        return client.call(GET_AND_SET, key, keyBytes(key), codec.encode("getAndSet", key, value, type), GET_OLD)
                .map(bytes -> optional(GET_AND_SET, key, bytes, type));
    }

    <T> Operation<Optional<T>> getAndSet(String key, @Nullable Object value, Duration ttl, @Nullable Type type) {
        byte[] millis = Durations.ttl(ttl);
        byte[] bytes = codec.encode("getAndSet", key, value, type);
        return client.call(GET_AND_SET, key, keyBytes(key), bytes, GET_OLD, PX, millis)
                .map(old -> optional(GET_AND_SET, key, old, type));
    }

    Operation<KeyTtl> ttl(String key) {
        return client.call(TTL, key, keyBytes(key)).map(KeyTtl::ofReply);
    }

    Operation<Boolean> expire(String key, Duration ttl) {
        byte[] millis = Durations.ttl(ttl);
        return client.call(EXPIRE, key, keyBytes(key), millis).map(set -> set == 1);
    }

    Operation<Boolean> persist(String key) {
        return client.call(PERSIST, key, keyBytes(key)).map(removed -> removed == 1);
    }

    <T> Operation<Optional<T>> get(String key, @Nullable Type type) {
        return client.call(GET, key, keyBytes(key)).map(bytes -> optional(GET, key, bytes, type));
    }

    <T> Operation<T> getOrDefault(String key, @Nullable Type type, T fallback) {
        Objects.requireNonNull(fallback, "fallback");
        return client.call(GET, key, keyBytes(key))
                .map(bytes -> this.<T>optional(GET, key, bytes, type).orElse(fallback));
    }

    <T> Operation<Optional<T>> pop(String key, @Nullable Type type) {
        return client.call(POP, key, keyBytes(key)).map(bytes -> optional(POP, key, bytes, type));
    }

    Operation<Boolean> contains(String key) {
        return client.call(CONTAINS, key, keyBytes(key)).map(count -> count > 0);
    }

    Operation<Boolean> remove(String key) {
        return client.call(REMOVE, key, keyBytes(key)).map(count -> count > 0);
    }

    Operation<Long> removeAll(Collection<String> keys) {
        List<String> names = List.copyOf(requireNotEmpty(keys));
        return client.keyGroups()
                .each(client, names, this::keyBytes, group -> client.call(REMOVE, label(group), keyBytes(group)))
                .map(counts -> counts.stream().mapToLong(Long::longValue).sum());
    }

    /** A value that is to be stored, encoded. */
    private record Stored(String name, byte[] key, byte[] value) {}

    Operation<@Nullable Void> setAll(Map<String, ?> values, @Nullable Type type) {
        return eachPart(stored(values, type), part -> {
            List<byte[]> args = new ArrayList<>(2 * part.size());
            part.forEach(one -> {
                args.add(one.key);
                args.add(one.value);
            });
            return client.call(SET_ALL, label(part.get(0).name, part.size()), args.toArray(byte[][]::new));
        });
    }

    Operation<@Nullable Void> setAll(Map<String, ?> values, Duration ttl, @Nullable Type type) {
        byte[] millis = Durations.ttl(ttl);
        return eachPart(stored(values, type), part -> {
            List<byte[]> args = new ArrayList<>(2 * part.size() + 1);
            part.forEach(one -> args.add(one.key));
            args.add(millis);
            part.forEach(one -> args.add(one.value));
            String label = label(part.get(0).name, part.size());
            return client.call(SET_ALL_TTL, label, part.size(), args.toArray(byte[][]::new));
        });
    }

    private List<Stored> stored(Map<String, ?> values, @Nullable Type type) {
        List<Stored> stored = new ArrayList<>(values.size());
        values.forEach((key, value) -> stored.add(new Stored(key, keyBytes(key), encode(key, value, type))));
        requireNotEmpty(stored);
        return stored;
    }

    private Operation<@Nullable Void> eachPart(List<Stored> all, Function<List<Stored>, Operation<String>> part) {
        return client.keyGroups().each(client, all, Stored::key, part).map(done -> null);
    }

    <T> Operation<Map<String, @Nullable T>> getAll(Collection<String> keys, @Nullable Type type) {
        List<String> names = List.copyOf(requireNotEmpty(keys));
        return client.keyGroups()
                .inOrder(client, names, this::keyBytes, this::replies)
                .map(replies -> {
                    Map<String, @Nullable T> found = new LinkedHashMap<>();
                    for (int i = 0; i < names.size(); i++) {
                        if (replies.get(i) instanceof byte[] bytes) {
                            found.put(names.get(i), decode(GET_ALL, names.get(i), bytes, type));
                        }
                    }
                    return Collections.unmodifiableMap(found);
                });
    }

    private Operation<List<@Nullable Object>> replies(List<String> names) {
        return client.call(GET_ALL, label(names), keyBytes(names));
    }

    @Override
    public String toString() {
        return "[" + codec + "]";
    }

    // ---- arguments and replies

    private byte[] keyBytes(String key) {
        return client.keys().of(key);
    }

    private byte[][] keyBytes(List<String> keys) {
        return keys.stream().map(this::keyBytes).toArray(byte[][]::new);
    }

    private static <E> Collection<E> requireNotEmpty(Collection<E> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("at least one key is needed");
        }
        return keys;
    }

    private static String label(List<String> keys) {
        return label(keys.get(0), keys.size());
    }

    /** How messages name several keys. */
    private static String label(String first, int keys) {
        return keys == 1 ? first : first + " and " + (keys - 1) + " more";
    }

    private byte[] encode(String key, @Nullable Object value, @Nullable Type type) {
        return codec.encode("set", key, value, type);
    }

    private <T> Optional<T> optional(Command<?> command, String key, byte @Nullable [] bytes, @Nullable Type type) {
        return bytes == null ? Optional.empty() : Optional.ofNullable(this.<T>decode(command, key, bytes, type));
    }

    @SuppressWarnings("unchecked") // the codec is responsible for the type
    private <T> @Nullable T decode(Command<?> command, String key, byte[] bytes, @Nullable Type type) {
        String operation = command.toString();
        return (T) (type == null ? codec.decode(operation, key, bytes) : codec.decode(operation, key, bytes, type));
    }
}
