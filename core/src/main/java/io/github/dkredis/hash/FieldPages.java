package io.github.dkredis.hash;

import io.github.dkredis.ServerErrorException;
import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Command;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Names;
import io.github.dkredis.internal.Repeat;
import io.github.dkredis.internal.Reply;
import io.github.dkredis.internal.Script;
import io.github.dkredis.internal.Texts;
import io.github.dkredis.internal.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** The first page, or the one that follows another. */
    CompletionStage<Page> next(@Nullable Page previous) {
        byte[] cursor = previous == null ? START : previous.cursor;
        if (withoutScript) {
            return scan(cursor);
        }
        return client.call(PAGE, pattern, 0, cursor, patternBytes, field, COUNT)
                .map(reply -> page(reply))
                .stage()
                .handle((page, failure) -> {
                    if (failure instanceof ServerErrorException refused
                            && refused.code().equals("NOPERM")) {
                        withoutScript = true;
                        return scan(cursor);
                    }
                    return failure == null
                            ? CompletableFuture.completedStage(page)
                            : CompletableFuture.<Page>failedStage(failure);
                })
                .thenCompose(stage -> stage);
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

    private CompletionStage<Page> scan(byte[] cursor) {
        return client.call(
                        SCAN,
                        pattern,
                        cursor,
                        ascii("MATCH"),
                        patternBytes,
                        ascii("COUNT"),
                        COUNT,
                        ascii("TYPE"),
                        ascii("hash"))
                .stage()
                .thenCompose(reply -> read(cursor(reply.get(0)), reply.get(1)));
    }

    private CompletionStage<Page> read(byte[] cursor, @Nullable Object keys) {
        List<?> names = (List<?>) java.util.Objects.requireNonNull(keys);
        List<CompletableFuture<byte @Nullable []>> values = new ArrayList<>(names.size());
        for (Object name : names) {
            values.add(client.call(GET, pattern, (byte[]) name, field).stage().toCompletableFuture());
        }
        return CompletableFuture.allOf(values.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<Map.Entry<String, String>> entries = new ArrayList<>(names.size());
            for (int i = 0; i < names.size(); i++) {
                byte @Nullable [] value = values.get(i).join();
                if (value != null) {
                    entries.add(entry(names.get(i), value));
                }
            }
            return new Page(cursor, entries);
        });
    }

    private static byte[] cursor(@Nullable Object cursor) {
        if (cursor instanceof byte[] bytes) {
            return bytes;
        }
        throw new CompletionException(new IllegalStateException("SCAN answered without a cursor"));
    }

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /** Some of the hashes, and where to go on. */
    record Page(byte[] cursor, List<Map.Entry<String, String>> entries) {
        boolean isLast() {
            return cursor.length == 1 && cursor[0] == '0';
        }
    }
}
