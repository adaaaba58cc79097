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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The commands and scripts that caches send. Arguments and replies of the scripts are described in their files. */
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
            Command.of("cache invalidation", script("tombstone"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<Long> REMOVE_TOMBSTONE =
            Command.of("cache invalidation", script("remove-tombstone"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<byte @Nullable []> GENERATION = Command.of(
            "cache generation", Script.load(CacheScripts.class, "generation"), RetryPolicy.IDEMPOTENT, Reply.BYTES);
    private static final Command<byte @Nullable []> CLEAR =
            Command.of("cache clear", Script.load(CacheScripts.class, "clear"), RetryPolicy.IDEMPOTENT, Reply.BYTES);

    private CacheScripts() {}

    private static Script script(String name) {
        return Script.load(CacheScripts.class, "common", name);
    }

    // ---- reading

    static Call<String, String> tracking(Client client) {
        return client.call(TRACKING, "push connection", Utf8.ascii("TRACKING"), Utf8.ascii("ON"));
    }

    static Call<byte @Nullable [], byte @Nullable []> get(Client client, String label, byte[] key) {
        return client.call(GET, label, key);
    }

    static Call<List<@Nullable Object>, List<@Nullable Object>> getAll(Client client, List<EntryAddress> addresses) {
        return client.call(GET_ALL, label(addresses), entries(addresses));
    }

    static Call<List<@Nullable Object>, List<@Nullable Object>> read(Client client, List<EntryAddress> addresses) {
        return client.call(READ, label(addresses), addresses.size(), entries(addresses));
    }

    private static byte[][] entries(List<EntryAddress> addresses) {
        return addresses.stream().map(EntryAddress::entry).toArray(byte[][]::new);
    }

    private static String label(List<EntryAddress> addresses) {
        String first = addresses.get(0).label();
        return addresses.size() == 1 ? first : first + " and " + (addresses.size() - 1) + " more";
    }

    // ---- fill leases

    static Call<List<@Nullable Object>, List<@Nullable Object>> lookup(
            Client client, EntryAddress address, LeaseRequest request) {
        return client.call(
                LOOKUP,
                address.label(),
                3,
                args(
                        address,
                        Utf8.ascii(request.token()),
                        Utf8.ascii(request.leaseMillis()),
                        request.notifiedClient(),
                        request.acceptedMillis()));
    }

    static Call<Long, Long> fill(
            Client client, EntryAddress address, LeaseReply.Granted lease, byte[] value, long ttlMillis) {
        return client.call(
                FILL,
                address.label(),
                3,
                args(address, Utf8.ascii(lease.token()), lease.fingerprint(), value, Utf8.ascii(ttlMillis)));
    }

    static Call<Long, Long> abandon(Client client, EntryAddress address, LeaseReply.Granted lease) {
        return client.call(ABANDON, address.label(), 3, args(address, Utf8.ascii(lease.token())));
    }

    private static byte[][] args(EntryAddress address, byte[]... argv) {
        byte[][] args = new byte[3 + argv.length][];
        args[0] = address.entry();
        args[1] = address.fillLease();
        args[2] = address.waiters();
        System.arraycopy(argv, 0, args, 3, argv.length);
        return args;
    }

    // ---- changes

    static Call<Long, ChangeReply> put(Client client, EntryAddress address, byte[] value, long ttlMillis) {
        return change(client, PUT, address, value, Utf8.ascii(ttlMillis));
    }

    static Call<Long, ChangeReply> remove(Client client, EntryAddress address) {
        return change(client, REMOVE, address);
    }

    static Call<Long, ChangeReply> tombstone(Client client, EntryAddress address, String token, long limitMillis) {
        return change(client, TOMBSTONE, address, Utf8.ascii(token), Utf8.ascii(limitMillis));
    }

    static Call<Long, ChangeReply> removeTombstone(Client client, EntryAddress address, String token) {
        return change(client, REMOVE_TOMBSTONE, address, Utf8.ascii(token));
    }

    /** In a named cache, the script also gets the generation, as the last key and the last argument. */
    private static Call<Long, ChangeReply> change(
            Client client, Command<Long> command, EntryAddress address, byte[]... argv) {
        byte[][] condition = address.keySpace().condition();
        boolean hasGeneration = condition.length > 0;
        List<byte[]> args = new ArrayList<>(List.of(address.entry(), address.fillLease(), address.waiters()));
        if (hasGeneration) {
            args.add(condition[0]);
        }
        args.addAll(Arrays.asList(argv));
        if (hasGeneration) {
            args.add(condition[1]);
        }
        return client.call(command, address.label(), hasGeneration ? 4 : 3, args.toArray(byte[][]::new))
                .map(ChangeReply::of);
    }

    // ---- generations

    static Call<byte @Nullable [], String> generation(Client client, String name, byte[] key, byte[] digits) {
        return client.call(GENERATION, name, key, digits).map(CacheScripts::text);
    }

    static Call<byte @Nullable [], String> clear(Client client, String name, byte[] key, byte[] digits) {
        return client.call(CLEAR, name, key, digits).map(CacheScripts::text);
    }

    private static String text(byte @Nullable [] bytes) {
        return new String(Objects.requireNonNull(bytes), StandardCharsets.US_ASCII);
    }
}
