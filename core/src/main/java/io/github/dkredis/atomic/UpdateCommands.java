package io.github.dkredis.atomic;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two commands of an update: reading the key, and writing it by compare-and-set. */
final class UpdateCommands {

    private static final Command<byte @Nullable []> READ =
            Command.of("update", CommandName.GET, RetryPolicy.IDEMPOTENT, Reply.BYTES);
    private static final Command<List<@Nullable Object>> WRITE =
            Command.of("update", Script.load(UpdateCommands.class, "update"), RetryPolicy.NEVER, Reply.LIST);

    private static final byte[] PRESENT = Utf8.ascii("1");
    private static final byte[] ABSENT = Utf8.ascii("0");
    private static final byte[] EMPTY = {};

    private final Client client;
    private final String key;
    private final byte[] keyBytes;

    /**
     * The commands for one key.
     *
     * @throws IllegalArgumentException if the key is invalid
     */
    UpdateCommands(Client client, String key) {
        this.client = client;
        this.key = key;
        this.keyBytes = client.keys().of(key);
    }

    Call<byte @Nullable [], byte @Nullable []> read() {
        return client.call(READ, key, keyBytes);
    }

    /**
     * A compare-and-set. {@link #isWritten} and {@link #current} read its reply.
     *
     * @param expected the value that was read, or null if the key was missing
     * @param newKeyTtl as in {@link Change}
     */
    Call<List<@Nullable Object>, List<@Nullable Object>> write(
            byte @Nullable [] expected, byte[] value, byte[] newKeyTtl) {
        return client.call(
                WRITE,
                key,
                keyBytes,
                expected == null ? ABSENT : PRESENT,
                expected == null ? EMPTY : expected,
                value,
                newKeyTtl);
    }

    static boolean isWritten(List<@Nullable Object> reply) {
        return Long.valueOf(1).equals(reply.get(0));
    }

    /** The value that made Redis refuse a write; null if the key is missing. */
    static byte @Nullable [] current(List<@Nullable Object> refusal) {
        return refusal.size() > 1 ? (byte[]) refusal.get(1) : null;
    }
}
