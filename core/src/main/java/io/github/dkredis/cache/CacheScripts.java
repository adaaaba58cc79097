package io.github.dkredis.cache;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is sent to Redis: one command or one script for each step. */
final class CacheScripts {

    private static final Command<byte @Nullable []> GET =
            Command.of("cache get", CommandName.GET, RetryPolicy.IDEMPOTENT, Reply.BYTES);
    private static final Command<List<@Nullable Object>> GET_ALL =
            Command.of("cache getAll", CommandName.MGET, RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<String> TRACKING =
            Command.of("client tracking", CommandName.CLIENT, RetryPolicy.IDEMPOTENT, Reply.STATUS);
    private static final Command<List<@Nullable Object>> READ =
            Command.of("cache get", Script.load(CacheScripts.class, "read"), RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<List<@Nullable Object>> LOOKUP =
            Command.of("cache get", script("lookup"), RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<Long> FILL =
            Command.of("cache fill", script("fill"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<Long> ABANDON =
            Command.of("cache fill", script("abandon"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<Long> PUT = Command.of("cache put", script("put"), RetryPolicy.NEVER, Reply.NUMBER);
    private static final Command<Long> REMOVE =
            Command.of("cache remove", script("remove"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<Long> TOMBSTONE =
            Command.of("entity save", script("tombstone"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<Long> REMOVE_TOMBSTONE =
            Command.of("entity save", script("remove-tombstone"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<byte @Nullable []> GENERATION = Command.of(
            "cache generation", Script.load(CacheScripts.class, "generation"), RetryPolicy.IDEMPOTENT, Reply.BYTES);
    private static final Command<byte @Nullable []> CLEAR =
            Command.of("cache clear", Script.load(CacheScripts.class, "clear"), RetryPolicy.IDEMPOTENT, Reply.BYTES);

    private static final byte[] ENTRY_COUNTS_NEVER = new byte[0];

    private CacheScripts() {}

    private static Script script(String name) {
        return Script.load(CacheScripts.class, "common", name);
    }

    static Call<String, String> tracking(Client client) {
        return client.call(TRACKING, "push link", Utf8.ascii("TRACKING"), Utf8.ascii("ON"));
    }

    static Call<byte @Nullable [], byte @Nullable []> get(Client client, String about, byte[] key) {
        return client.call(GET, about, key);
    }

    static Call<List<@Nullable Object>, List<@Nullable Object>> getAll(Client client, List<EntryAddress> addresses) {
        return client.call(GET_ALL, about(addresses), entries(addresses));
    }

    static Call<List<@Nullable Object>, List<@Nullable Object>> read(Client client, List<EntryAddress> addresses) {
        return client.call(READ, about(addresses), addresses.size(), entries(addresses));
    }

    private static byte[][] entries(List<EntryAddress> addresses) {
        return addresses.stream().map(EntryAddress::entry).toArray(byte[][]::new);
    }

    private static String about(List<EntryAddress> addresses) {
        String first = addresses.get(0).label();
        return addresses.size() == 1 ? first : first + " and " + (addresses.size() - 1) + " more";
    }

    /**
     * @param client may be told of changes, or empty for a refresh
     * @param floorMillis an entry with no more time left counts as none; negative: every entry does
     */
    static Call<List<@Nullable Object>, List<@Nullable Object>> lookup(
            Client client, EntryAddress address, String token, long leaseMillis, byte[] told, long floorMillis) {
        byte[] floor = floorMillis < 0 ? ENTRY_COUNTS_NEVER : Utf8.ascii(floorMillis);
        return client.call(
                LOOKUP, address.label(), 3, args(address, Utf8.ascii(token), Utf8.ascii(leaseMillis), told, floor));
    }

    static Call<Long, Long> fill(
            Client client, EntryAddress address, String token, byte[] fingerprint, byte[] value, long ttlMillis) {
        return client.call(
                FILL, address.label(), 3, args(address, Utf8.ascii(token), fingerprint, value, Utf8.ascii(ttlMillis)));
    }

    static Call<Long, Long> abandon(Client client, EntryAddress address, String token) {
        return client.call(ABANDON, address.label(), 3, args(address, Utf8.ascii(token)));
    }

    static Call<Long, Long> put(Client client, EntryAddress address, byte[] value, long ttlMillis) {
        return changing(client, PUT, address, value, Utf8.ascii(ttlMillis));
    }

    static Call<Long, Long> remove(Client client, EntryAddress address) {
        return changing(client, REMOVE, address);
    }

    static Call<Long, Long> tombstone(Client client, EntryAddress address, String token, long limitMillis) {
        return changing(client, TOMBSTONE, address, Utf8.ascii(token), Utf8.ascii(limitMillis));
    }

    static Call<Long, Long> removeTombstone(Client client, EntryAddress address, String token) {
        return changing(client, REMOVE_TOMBSTONE, address, Utf8.ascii(token));
    }

    static Call<byte @Nullable [], String> generation(Client client, String name, byte[] key, byte[] digits) {
        return client.call(GENERATION, name, key, digits).map(CacheScripts::text);
    }

    static Call<byte @Nullable [], String> clear(Client client, String name, byte[] key, byte[] digits) {
        return client.call(CLEAR, name, key, digits).map(CacheScripts::text);
    }

    /** A script that changes an entry, and is told of which generation it is. */
    private static Call<Long, Long> changing(
            Client client, Command<Long> command, EntryAddress address, byte[]... argv) {
        byte[][] condition = address.keySpace().condition();
        List<byte[]> args = new ArrayList<>(List.of(address.entry(), address.fill(), address.waiters()));
        if (condition.length > 0) {
            args.add(condition[0]);
        }
        args.addAll(Arrays.asList(argv));
        if (condition.length > 0) {
            args.add(condition[1]);
        }
        return client.call(command, address.label(), condition.length > 0 ? 4 : 3, args.toArray(byte[][]::new));
    }

    private static byte[][] args(EntryAddress address, byte[]... argv) {
        byte[][] args = new byte[3 + argv.length][];
        args[0] = address.entry();
        args[1] = address.fill();
        args[2] = address.waiters();
        System.arraycopy(argv, 0, args, 3, argv.length);
        return args;
    }

    private static String text(byte @Nullable [] bytes) {
        return new String(java.util.Objects.requireNonNull(bytes), StandardCharsets.US_ASCII);
    }
}
