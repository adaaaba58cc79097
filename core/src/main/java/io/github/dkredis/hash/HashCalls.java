package io.github.dkredis.hash;

import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Describes the operations on hashes, for the blocking and the asynchronous API alike. */
final class HashCalls {

    private static final Command<Long> SET = Command.of("set hash", CommandName.HSET, RetryPolicy.NEVER, Reply.NUMBER);
    private static final Command<Long> SET_TTL =
            Command.of("set hash", Script.load(HashCalls.class, "set"), RetryPolicy.NEVER, Reply.NUMBER);
    private static final Command<List<@Nullable Object>> GET =
            Command.of("get hash", CommandName.HGETALL, RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<byte @Nullable []> GET_FIELD =
            Command.of("get field of hash", CommandName.HGET, RetryPolicy.IDEMPOTENT, Reply.BYTES);

    private static final Command<List<@Nullable Object>> GET_FIELDS =
            Command.of("get fields of hash", CommandName.HMGET, RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<Long> INCREMENT =
            Command.of("increment field of hash", CommandName.HINCRBY, RetryPolicy.NEVER, Reply.NUMBER);
    private static final Command<byte @Nullable []> INCREMENT_DOUBLE =
            Command.of("increment field of hash", CommandName.HINCRBYFLOAT, RetryPolicy.NEVER, Reply.BYTES);
    private static final Command<Long> REMOVE =
            Command.of("remove field of hash", CommandName.HDEL, RetryPolicy.NEVER, Reply.NUMBER);

    private final Client client;

    HashCalls(Client client) {
        this.client = client;
    }

    Operation<@Nullable Void> set(String key, Map<String, String> fields) {
        List<byte[]> args = new ArrayList<>(1 + 2 * fields.size());
        args.add(client.keys().of(key));
        return client.call(SET, key, append(fields, args)).map(added -> null);
    }

    Operation<@Nullable Void> set(String key, Map<String, String> fields, Duration ttl) {
        List<byte[]> args = new ArrayList<>(2 + 2 * fields.size());
        args.add(client.keys().of(key));
        args.add(Durations.ttl(ttl));
        return client.call(SET_TTL, key, append(fields, args)).map(added -> null);
    }

    Operation<Map<String, String>> get(String key) {
        return client.call(GET, key, client.keys().of(key)).map(reply -> {
            Map<String, String> fields = new LinkedHashMap<>(reply.size());
            for (int i = 0; i + 1 < reply.size(); i += 2) {
                fields.put(Utf8.decode(key, reply.get(i)), Utf8.decode(key, reply.get(i + 1)));
            }
            return Collections.unmodifiableMap(fields);
        });
    }

    Operation<Optional<String>> get(String key, String field) {
        return client.call(GET_FIELD, key, client.keys().of(key), Utf8.encode("a field", field))
                .map(bytes -> bytes == null ? Optional.empty() : Optional.of(Utf8.decode(key, bytes)));
    }

    Operation<Map<String, String>> get(String key, Collection<String> fields) {
        List<String> names = List.copyOf(fields);
        return client.call(GET_FIELDS, key, withFields(key, names)).map(reply -> {
            Map<String, String> found = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                if (reply.get(i) != null) {
                    found.put(names.get(i), Utf8.decode(key, reply.get(i)));
                }
            }
            return Collections.unmodifiableMap(found);
        });
    }

    Operation<Map<String, Map<String, String>>> getAll(Collection<String> keys) {
        List<String> names = List.copyOf(new LinkedHashSet<>(keys));
        if (names.isEmpty()) {
            throw new IllegalArgumentException("at least one key is needed");
        }
        return OperationJoins.allOf(names.stream().map(this::get).toList()).map(hashes -> {
            Map<String, Map<String, String>> found = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                if (!hashes.get(i).isEmpty()) {
                    found.put(names.get(i), hashes.get(i));
                }
            }
            return Collections.unmodifiableMap(found);
        });
    }

    Operation<Long> increment(String key, String field, long amount) {
        return client.call(INCREMENT, key, client.keys().of(key), Utf8.encode("a field", field), Utf8.ascii(amount));
    }

    Operation<Double> increment(String key, String field, double amount) {
        if (Double.isNaN(amount) || Double.isInfinite(amount)) {
            throw new IllegalArgumentException("an increment must be a finite number");
        }
        return client.call(
                        INCREMENT_DOUBLE,
                        key,
                        client.keys().of(key),
                        Utf8.encode("a field", field),
                        Utf8.ascii(Double.toString(amount)))
                .map(now -> Double.parseDouble(Utf8.decode(key, now)));
    }

    Operation<Boolean> remove(String key, String field) {
        return client.call(REMOVE, key, client.keys().of(key), Utf8.encode("a field", field))
                .map(removed -> removed == 1);
    }

    Operation<Long> removeAll(String key, Collection<String> fields) {
        return client.call(REMOVE, key, withFields(key, fields));
    }

    private byte[][] withFields(String key, Collection<String> fields) {
        List<byte[]> args = new ArrayList<>(1 + fields.size());
        args.add(client.keys().of(key));
        fields.forEach(field -> args.add(Utf8.encode("a field", field)));
        if (args.size() == 1) {
            throw new IllegalArgumentException("at least one field is needed");
        }
        return args.toArray(byte[][]::new);
    }

    Operation<Map<String, String>> field(String pattern, String field) {
        return FieldPages.all(FieldPages.ofAllPrimaries(client, pattern, field));
    }

    Stream<Map.Entry<String, String>> fieldStream(String pattern, String field) {
        return FieldStream.of(FieldPages.ofAllPrimaries(client, pattern, field));
    }

    private static byte[][] append(Map<String, String> fields, List<byte[]> args) {
        int argsBefore = args.size();
        fields.forEach((field, value) -> {
            args.add(Utf8.encode("a field", field));
            args.add(Utf8.encode("a field's value", value));
        });
        if (args.size() == argsBefore) { // a concurrent map can become empty after a check of its size
            throw new IllegalArgumentException("at least one field is needed");
        }
        return args.toArray(byte[][]::new);
    }
}
