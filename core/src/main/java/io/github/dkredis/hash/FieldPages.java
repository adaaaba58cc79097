package io.github.dkredis.hash;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operations;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.ServerErrorException;
import io.github.dkredis.WrongTypeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A walk over all keys of a server, page by page. A page is a script that scans and reads, so that it costs one round trip and
 * occupies the server for less than a millisecond. If the user may not run scripts, it is a SCAN and the reads of its keys.
 */
final class FieldPages {

    /** About how many keys a page looks at. Measured: more occupy the server for longer, fewer cost more round trips. */
    private static final int KEYS_PER_PAGE = 200;

    private static final Command<List<@Nullable Object>> PAGE =
            Command.of("field of", Script.load(FieldPages.class, "field"), RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<List<@Nullable Object>> SCAN =
            Command.of("field of", CommandName.SCAN, RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<byte @Nullable []> GET =
            Command.of("field of", CommandName.HGET, RetryPolicy.IDEMPOTENT, Reply.BYTES);

    private static final byte[] COUNT = Utf8.ascii(KEYS_PER_PAGE);
    private static final byte[] START = Utf8.ascii("0");
    private static final byte[] MATCH = Utf8.ascii("MATCH");
    private static final byte[] COUNT_WORD = Utf8.ascii("COUNT");
    private static final byte[] TYPE = Utf8.ascii("TYPE");
    private static final byte[] HASH = Utf8.ascii("hash");

    private final Client client;
    private final String pattern;
    private final byte[] patternBytes;
    private final byte[] field;
    private volatile boolean withoutScript;

    FieldPages(Client client, String pattern, String field) {
        this.client = client;
        this.pattern = pattern;
        this.patternBytes = client.keys().pattern(pattern);
        this.field = Utf8.encode("a field", field);
    }

    /** A part of the hashes, and the cursor of the next part. */
    record Page(byte[] cursor, List<Map.Entry<String, String>> entries) {

        boolean isLast() {
            return cursor.length == 1 && cursor[0] == '0';
        }

        void addTo(Map<String, String> found) {
            entries.forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        }
    }

    /** All pages as one map. The next page is under way while the entries of one are added. */
    Operation<Map<String, String>> all() {
        return page(START).then(first -> add(first, new HashMap<>()));
    }

    /** One page at a time changes the map. */
    private Operation<Map<String, String>> add(Page page, Map<String, String> found) {
        if (page.isLast()) {
            page.addTo(found);
            return Operation.of(Collections.unmodifiableMap(found));
        }
        return Operations.meanwhile(page(page.cursor), () -> page.addTo(found)).then(next -> add(next, found));
    }

    Operation<Page> first() {
        return page(START);
    }

    Operation<Page> after(Page page) {
        return page(page.cursor);
    }

    /** A page, which has the client's time limit for itself: a walk takes as long as the server has keys. */
    private Operation<Page> page(byte[] cursor) {
        return Operation.defer(() -> withoutScript
                        ? pageByScan(cursor)
                        : pageByScript(cursor).recover(failure -> {
                            if (!isRefusal(failure)) {
                                throw Failures.<RuntimeException>sneaky(failure);
                            }
                            withoutScript = true;
                            return pageByScan(cursor);
                        }))
                .withOwnTimeLimit();
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof ServerErrorException refused && refused.code().equals("NOPERM");
    }

    // ---- with the script

    private Operation<Page> pageByScript(byte[] cursor) {
        return client.call(PAGE, pattern, 0, cursor, patternBytes, field, COUNT).map(reply -> {
            List<Map.Entry<String, String>> entries = new ArrayList<>(reply.size() / 2);
            for (int i = 1; i + 1 < reply.size(); i += 2) {
                entries.add(entry(reply.get(i), reply.get(i + 1)));
            }
            return new Page(cursor(reply.get(0)), entries);
        });
    }

    // ---- without

    private Operation<Page> pageByScan(byte[] cursor) {
        return client.call(SCAN, pattern, cursor, MATCH, patternBytes, COUNT_WORD, COUNT, TYPE, HASH)
                .then(reply -> {
                    List<byte[]> keys = new ArrayList<>();
                    ((List<?>) Objects.requireNonNull(reply.get(1))).forEach(key -> keys.add((byte[]) key));
                    return Operations.allOf(keys.stream().map(this::read).toList())
                            .map(values -> page(cursor(reply.get(0)), keys, values));
                });
    }

    /** The field of one hash; null if the key has become another type since the scan. */
    private Operation<byte @Nullable []> read(byte[] key) {
        return client.call(GET, pattern, key, field).recover(failure -> {
            if (failure instanceof WrongTypeException) {
                return Operation.ofNullable(null);
            }
            throw Failures.<RuntimeException>sneaky(failure);
        });
    }

    private Page page(byte[] cursor, List<byte[]> keys, List<byte @Nullable []> values) {
        List<Map.Entry<String, String>> entries = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            byte @Nullable [] value = values.get(i);
            if (value != null) {
                entries.add(entry(keys.get(i), value));
            }
        }
        return new Page(cursor, entries);
    }

    // ---- replies

    private Map.Entry<String, String> entry(@Nullable Object key, @Nullable Object value) {
        String name = Utf8.decode(pattern, key);
        return Map.entry(name, Utf8.decode(name, value));
    }

    private static byte[] cursor(@Nullable Object cursor) {
        if (cursor instanceof byte[] bytes) {
            return bytes;
        }
        throw new IllegalStateException("SCAN answered without a cursor");
    }
}
