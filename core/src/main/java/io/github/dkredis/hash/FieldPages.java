package io.github.dkredis.hash;

import io.github.dkredis.ServerErrorException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.internal.Failures;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationJoins;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.Primary;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Walks through all keys of a primary, page by page. A script scans and reads one page, which costs one round trip and
 * occupies the server for less than a millisecond. If the user may not run scripts, a SCAN and one read for each of its
 * keys replace the script.
 */
final class FieldPages {

    /** Approximate. As measured, larger pages occupy the server for longer, and smaller ones cost more round trips. */
    private static final int KEYS_PER_PAGE = 200;

    private static final Command<List<@Nullable Object>> PAGE =
            Command.of("field of", Script.load(FieldPages.class, "field"), RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<List<@Nullable Object>> SCAN =
            Command.of("field of", CommandName.SCAN, RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<byte @Nullable []> GET =
            Command.of("field of", CommandName.HGET, RetryPolicy.IDEMPOTENT, Reply.BYTES);

    private static final byte[] PAGE_SIZE = Utf8.ascii(KEYS_PER_PAGE);
    private static final byte[] START = Utf8.ascii("0");
    private static final byte[] MATCH = Utf8.ascii("MATCH");
    private static final byte[] COUNT = Utf8.ascii("COUNT");
    private static final byte[] TYPE = Utf8.ascii("TYPE");
    private static final byte[] HASH = Utf8.ascii("hash");

    private final Client client;
    private final Primary primary;
    private final String pattern;
    private final byte[] patternBytes;
    private final byte[] field;
    private volatile boolean scriptsDenied;

    /** All keys: on one server those of this server, in a cluster those of each primary. */
    static List<FieldPages> ofAllPrimaries(Client client, String pattern, String field) {
        return client.primaries().stream()
                .map(primary -> new FieldPages(client, primary, pattern, field))
                .toList();
    }

    private FieldPages(Client client, Primary primary, String pattern, String field) {
        this.client = client;
        this.primary = primary;
        this.pattern = pattern;
        this.patternBytes = client.keys().pattern(pattern);
        this.field = Utf8.encode("a field", field);
    }

    /** The hashes of one page, and the cursor of the next page. */
    record Page(byte[] cursor, List<Map.Entry<String, String>> entries) {

        boolean isLast() {
            return cursor.length == 1 && cursor[0] == '0';
        }

        void addTo(Map<String, String> found) {
            entries.forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        }
    }

    /** Reads all pages of all primaries, which are visited at the same time, into one map. */
    static Operation<Map<String, String>> all(List<FieldPages> primaries) {
        if (primaries.size() == 1) {
            return primaries.get(0).all();
        }
        return OperationJoins.allOf(primaries.stream().map(FieldPages::all).toList())
                .map(parts -> {
                    Map<String, String> found = new HashMap<>();
                    parts.forEach(found::putAll);
                    return Collections.unmodifiableMap(found);
                });
    }

    /** Reads all pages into one map. The next page is under way while the entries of one are added. */
    private Operation<Map<String, String>> all() {
        return page(START).then(first -> add(first, new HashMap<>()));
    }

    /** Adds a page and all that follow it. The map needs no lock, since pages are added one after the other. */
    private Operation<Map<String, String>> add(Page page, Map<String, String> found) {
        if (page.isLast()) {
            page.addTo(found);
            return Operation.of(Collections.unmodifiableMap(found));
        }
        return OperationJoins.meanwhile(page(page.cursor), () -> page.addTo(found))
                .then(next -> add(next, found));
    }

    Operation<Page> first() {
        return page(START);
    }

    Operation<Page> after(Page page) {
        return page(page.cursor);
    }

    /** Reads a page, within a time limit of its own: how long a walk takes depends on the number of keys. */
    private Operation<Page> page(byte[] cursor) {
        return Operation.defer(() -> scriptsDenied
                        ? pageByScan(cursor)
                        : pageByScript(cursor).recover(failure -> {
                            if (!isDenied(failure)) {
                                throw Failures.<RuntimeException>sneaky(failure);
                            }
                            scriptsDenied = true;
                            return pageByScan(cursor);
                        }))
                .withOwnTimeLimit();
    }

    private static boolean isDenied(Throwable failure) {
        return failure instanceof ServerErrorException error && error.code().equals("NOPERM");
    }

    // ---- with the script

    private Operation<Page> pageByScript(byte[] cursor) {
        return client.callAt(primary, PAGE, pattern, cursor, patternBytes, field, PAGE_SIZE)
                .map(reply -> {
                    List<Map.Entry<String, String>> entries = new ArrayList<>(reply.size() / 2);
                    for (int i = 1; i + 1 < reply.size(); i += 2) {
                        entries.add(entry(reply.get(i), reply.get(i + 1)));
                    }
                    return new Page(cursor(reply.get(0)), entries);
                });
    }

    // ---- without the script

    private Operation<Page> pageByScan(byte[] cursor) {
        return client.callAt(primary, SCAN, pattern, cursor, MATCH, patternBytes, COUNT, PAGE_SIZE, TYPE, HASH)
                .then(reply -> {
                    List<byte[]> keys = new ArrayList<>();
                    ((List<?>) Objects.requireNonNull(reply.get(1))).forEach(key -> keys.add((byte[]) key));
                    return OperationJoins.allOf(keys.stream().map(this::read).toList())
                            .map(values -> page(cursor(reply.get(0)), keys, values));
                });
    }

    /** Reads the field of one hash; null if the field is missing or the key has changed its type since the scan. */
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
        String name = client.keys().withoutPrefix(Utf8.decode(pattern, key));
        return Map.entry(name, Utf8.decode(name, value));
    }

    private static byte[] cursor(@Nullable Object cursor) {
        if (cursor instanceof byte[] bytes) {
            return bytes;
        }
        throw new IllegalStateException("the reply to SCAN has no cursor");
    }
}
