package io.github.dkredis.hash;

import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Command;
import io.github.dkredis.internal.Composite;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Names;
import io.github.dkredis.internal.Pending;
import io.github.dkredis.internal.Repeat;
import io.github.dkredis.internal.Reply;
import io.github.dkredis.internal.Script;
import io.github.dkredis.internal.Texts;
import io.github.dkredis.internal.Verb;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operations on hashes, once for the blocking and the asynchronous API. */
final class HashCalls {

    private static final Command<Long> SET = Command.of("set hash", Verb.HSET, Repeat.NEVER, Reply.NUMBER);
    private static final Command<Long> SET_TTL =
            Command.of("set hash", Script.load(HashCalls.class, "set"), Repeat.NEVER, Reply.NUMBER);
    private static final Command<List<@Nullable Object>> GET =
            Command.of("get hash", Verb.HGETALL, Repeat.HARMLESS, Reply.LIST);
    private static final Command<byte @Nullable []> GET_FIELD =
            Command.of("get field of hash", Verb.HGET, Repeat.HARMLESS, Reply.BYTES);

    private final Client client;

    HashCalls(Client client) {
        this.client = client;
    }

    Pending<@Nullable Void> set(String key, Map<String, String> fields) {
        byte[][] args = new byte[1 + 2 * notEmpty(fields).size()][];
        args[0] = Names.key(key);
        fill(args, 1, fields);
        return client.call(SET, key, args).map(added -> null);
    }

    Pending<@Nullable Void> set(String key, Map<String, String> fields, Duration ttl) {
        byte[][] args = new byte[2 + 2 * notEmpty(fields).size()][];
        args[0] = Names.key(key);
        args[1] = Durations.ttl(ttl);
        fill(args, 2, fields);
        return client.call(SET_TTL, key, args).map(added -> null);
    }

    Pending<Map<String, String>> get(String key) {
        return client.call(GET, key, Names.key(key)).map(reply -> {
            Map<String, String> fields = new LinkedHashMap<>(reply.size());
            for (int i = 0; i + 1 < reply.size(); i += 2) {
                fields.put(Texts.decode(key, reply.get(i)), Texts.decode(key, reply.get(i + 1)));
            }
            return Collections.unmodifiableMap(fields);
        });
    }

    Pending<Optional<String>> get(String key, String field) {
        return client.call(GET_FIELD, key, Names.key(key), Names.text("a field", field))
                .map(bytes -> bytes == null ? Optional.empty() : Optional.of(Texts.decode(key, bytes)));
    }

    Pending<Map<String, String>> field(String pattern, String field) {
        FieldPages pages = new FieldPages(client, pattern, field);
        return new Composite<>("field of " + Names.quoted(pattern), () -> new FieldMap(pages).collect());
    }

    Stream<Map.Entry<String, String>> fieldStream(String pattern, String field) {
        return FieldStream.of(new FieldPages(client, pattern, field));
    }

    private static Map<String, String> notEmpty(Map<String, String> fields) {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("a hash has at least one field");
        }
        return fields;
    }

    private static void fill(byte[][] args, int from, Map<String, String> fields) {
        int i = from;
        for (Map.Entry<String, String> entry : fields.entrySet()) {
            args[i++] = Names.text("a field", entry.getKey());
            args[i++] = Names.text("a field's value", entry.getValue());
        }
    }
}
