package io.github.dkredis.hash;

import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Command;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Names;
import io.github.dkredis.internal.Pending;
import io.github.dkredis.internal.Repeat;
import io.github.dkredis.internal.Reply;
import io.github.dkredis.internal.Script;
import io.github.dkredis.internal.Texts;
import io.github.dkredis.internal.Verb;
import java.time.Duration;
import java.util.ArrayList;
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
        List<byte[]> args = new ArrayList<>(1 + 2 * fields.size());
        args.add(Names.key(key));
        return client.call(SET, key, with(fields, args)).map(added -> null);
    }

    Pending<@Nullable Void> set(String key, Map<String, String> fields, Duration ttl) {
        List<byte[]> args = new ArrayList<>(2 + 2 * fields.size());
        args.add(Names.key(key));
        args.add(Durations.ttl(ttl));
        return client.call(SET_TTL, key, with(fields, args)).map(added -> null);
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
        return new FieldMap(new FieldPages(client, pattern, field));
    }

    Stream<Map.Entry<String, String>> fieldStream(String pattern, String field) {
        return FieldStream.of(new FieldPages(client, pattern, field));
    }

    private static byte[][] with(Map<String, String> fields, List<byte[]> args) {
        int before = args.size();
        fields.forEach((field, value) -> {
            args.add(Names.text("a field", field));
            args.add(Names.text("a field's value", value));
        });
        if (args.size() == before) {
            throw new IllegalArgumentException("a hash has at least one field");
        }
        return args.toArray(byte[][]::new);
    }
}
