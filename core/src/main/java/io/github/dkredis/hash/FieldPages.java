package io.github.dkredis.hash;

import io.github.dkredis.ServerErrorException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.internal.Call;
import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Command;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Names;
import io.github.dkredis.internal.Repeat;
import io.github.dkredis.internal.Reply;
import io.github.dkredis.internal.Script;
import io.github.dkredis.internal.Started;
import io.github.dkredis.internal.Texts;
import io.github.dkredis.internal.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A walk over all keys of a server, page by page: a script that scans and reads, so that a page is one round trip and keeps
 * the server for less than a millisecond; where the user may not run scripts, SCAN and the reads of its keys in one go.
 */
final class FieldPages {

    /** About how many keys a page looks at; measured: more keeps the server longer, fewer cost more round trips. */
    private static final int KEYS_A_PAGE = 200;

    private static final Command<List<@Nullable Object>> PAGE =
            Command.of("field of", Script.load(FieldPages.class, "field"), Repeat.HARMLESS, Reply.LIST);
    private static final Command<List<@Nullable Object>> SCAN =
            Command.of("field of", Verb.SCAN, Repeat.HARMLESS, Reply.LIST);
    private static final Command<byte @Nullable []> GET =
            Command.of("field of", Verb.HGET, Repeat.HARMLESS, Reply.BYTES);

    private static final byte[] COUNT = Durations.ascii(KEYS_A_PAGE);
    private static final byte[] START = ascii("0");
    private static final byte[] MATCH = ascii("MATCH");
    private static final byte[] COUNT_WORD = ascii("COUNT");
    private static final byte[] TYPE = ascii("TYPE");
    private static final byte[] HASH = ascii("hash");

    private final Client client;
    final String pattern;
    private final byte[] patternBytes;
    private final byte[] field;
    private volatile boolean withoutScript;

    FieldPages(Client client, String pattern, String field) {
        this.client = client;
        this.pattern = pattern;
        this.patternBytes = Names.key(pattern);
        this.field = Names.text("a field", field);
    }

    // ---- waited for

    /** A page under way, to be waited for by the thread that wants it. */
    interface Begun {
        Page await();

        void abandon();
    }

    /** Begins the first page, or the one that follows another. */
    Begun begin(@Nullable Page previous) {
        byte[] cursor = cursorAfter(previous);
        if (withoutScript) {
            return new BegunScan(this, scan(cursor).start());
        }
        Started<Page> page = script(cursor).start();
        return new Begun() {
            @Override
            public Page await() {
                try {
                    return page.await();
                } catch (ServerErrorException e) {
                    if (!isRefusal(e)) {
                        throw e;
                    }
                    withoutScript = true;
                    return begin(previous).await();
                }
            }

            @Override
            public void abandon() {
                page.abandon();
            }
        };
    }

    private record BegunScan(FieldPages pages, Started<List<@Nullable Object>> scan) implements Begun {
        @Override
        public Page await() {
            List<@Nullable Object> reply = scan.await();
            List<byte[]> keys = keys(reply);
            List<Started<byte @Nullable []>> values =
                    keys.stream().map(key -> pages.read(key).start()).toList();
            return pages.page(
                    cursor(reply.get(0)),
                    keys,
                    values.stream().map(BegunScan::value).iterator());
        }

        private static byte @Nullable [] value(Started<byte @Nullable []> value) {
            try {
                return value.await();
            } catch (WrongTypeException e) {
                return null; // it became another type since the scan
            }
        }

        @Override
        public void abandon() {
            scan.abandon();
        }
    }

    // ---- as stages

    /** The first page, or the one that follows another. */
    CompletionStage<Page> next(@Nullable Page previous) {
        byte[] cursor = cursorAfter(previous);
        if (withoutScript) {
            return nextByScan(cursor);
        }
        return script(cursor)
                .stage()
                .handle((page, failure) -> {
                    if (failure != null && isRefusal(failure)) {
                        withoutScript = true;
                        return nextByScan(cursor);
                    }
                    return failure == null
                            ? CompletableFuture.completedStage(page)
                            : CompletableFuture.<Page>failedStage(failure);
                })
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Page> nextByScan(byte[] cursor) {
        return scan(cursor).stage().thenCompose(reply -> {
            List<byte[]> keys = keys(reply);
            List<CompletableFuture<byte @Nullable []>> values = keys.stream()
                    .map(key -> read(key).stage().toCompletableFuture().exceptionally(FieldPages::noHash))
                    .toList();
            return CompletableFuture.allOf(values.toArray(CompletableFuture[]::new))
                    .thenApply(done -> page(
                            cursor(reply.get(0)),
                            keys,
                            values.stream().map(CompletableFuture::join).iterator()));
        });
    }

    private static byte @Nullable [] noHash(Throwable failure) {
        if (failure instanceof WrongTypeException) {
            return null; // it became another type since the scan
        }
        throw failure instanceof CompletionException e ? e : new CompletionException(failure);
    }

    // ---- commands and replies

    private Call<?, Page> script(byte[] cursor) {
        return client.call(PAGE, pattern, 0, cursor, patternBytes, field, COUNT).map(this::page);
    }

    private Call<?, List<@Nullable Object>> scan(byte[] cursor) {
        return client.call(SCAN, pattern, cursor, MATCH, patternBytes, COUNT_WORD, COUNT, TYPE, HASH);
    }

    private Call<?, byte @Nullable []> read(byte[] key) {
        return client.call(GET, pattern, key, field);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof ServerErrorException refused && refused.code().equals("NOPERM");
    }

    private Page page(List<@Nullable Object> reply) {
        List<Map.Entry<String, String>> entries = new ArrayList<>(reply.size() / 2);
        for (int i = 1; i + 1 < reply.size(); i += 2) {
            entries.add(entry(reply.get(i), reply.get(i + 1)));
        }
        return new Page(cursor(reply.get(0)), entries);
    }

    private Map.Entry<String, String> entry(@Nullable Object key, @Nullable Object value) {
        String name = Texts.decode(pattern, key);
        return Map.entry(name, Texts.decode(name, value));
    }

    private Page page(byte[] cursor, List<byte[]> keys, Iterator<byte @Nullable []> values) {
        List<Map.Entry<String, String>> entries = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            byte @Nullable [] value = values.next();
            if (value != null) {
                entries.add(entry(key, value));
            }
        }
        return new Page(cursor, entries);
    }

    private static List<byte[]> keys(List<@Nullable Object> reply) {
        List<byte[]> keys = new ArrayList<>();
        ((List<?>) Objects.requireNonNull(reply.get(1))).forEach(key -> keys.add((byte[]) key));
        return keys;
    }

    private static byte[] cursorAfter(@Nullable Page previous) {
        return previous == null ? START : previous.cursor;
    }

    private static byte[] cursor(@Nullable Object cursor) {
        if (cursor instanceof byte[] bytes) {
            return bytes;
        }
        throw new IllegalStateException("SCAN answered without a cursor");
    }

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /** Some of the hashes, and where to go on. */
    record Page(byte[] cursor, List<Map.Entry<String, String>> entries) {
        void addTo(Map<String, String> found) {
            entries.forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        }

        boolean isLast() {
            return cursor.length == 1 && cursor[0] == '0';
        }
    }
}
