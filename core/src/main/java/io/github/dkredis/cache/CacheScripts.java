package io.github.dkredis.cache;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.Primary;
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
    private static final Command<List<@Nullable Object>> REFRESH =
            Command.of("cache refresh", script("refresh"), RetryPolicy.IDEMPOTENT, Reply.LIST);
    private static final Command<Long> PAUSE =
            Command.of("cache refresh", script("pause"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<Long> ABANDON =
            Command.of("cache fill", script("abandon"), RetryPolicy.IDEMPOTENT, Reply.NUMBER);
    private static final Command<Long> PUT = Command.of("cache put", script("put"), RetryPolicy.NEVER, Reply.NUMBER);
    private static final Command<Long> PUT_IF_ABSENT =
            Command.of("cache putIfAbsent", script("put-if-absent"), RetryPolicy.NEVER, Reply.NUMBER);
    private static final Command<Long> TOUCH =
            Command.of("cache touch", Script.load(CacheScripts.class, "touch"), RetryPolicy.NEVER, Reply.NUMBER);
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

    static Call<String, String> tracking(Client client, Primary primary) {
        return client.callAt(primary, TRACKING, "push connection", Utf8.ascii("TRACKING"), Utf8.ascii("ON"));
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
            Client client, List<EntryAddress> addresses, LeaseRequest request) {
        Arguments args = new Arguments(addresses);
        args.add(Utf8.ascii(request.token()), Utf8.ascii(request.leaseMillis()));
        args.add(request.notifiedClient(), request.acceptedMillis());
        return args.call(client, LOOKUP, label(addresses));
    }

    static Call<List<@Nullable Object>, List<Long>> refresh(
            Client client, List<StaleEntry> entries, String token, long leaseMillis) {
        List<EntryAddress> addresses = entries.stream().map(StaleEntry::address).toList();
        Arguments args = new Arguments(addresses);
        args.add(Utf8.ascii(token), Utf8.ascii(leaseMillis));
        for (StaleEntry entry : entries) {
            args.add(entry.version().fingerprint(), Utf8.ascii(entry.version().pttl()));
        }
        return args.call(client, REFRESH, label(addresses)).map(CacheScripts::numbers);
    }

    private static List<Long> numbers(List<@Nullable Object> reply) {
        return reply.stream()
                .map(number -> (Long) Objects.requireNonNull(number))
                .toList();
    }

    static Call<Long, Long> pause(Client client, String token, List<FailedRefresh> failed) {
        List<EntryAddress> addresses =
                failed.stream().map(FailedRefresh::address).toList();
        Arguments args = new Arguments(addresses);
        args.add(Utf8.ascii(token));
        for (FailedRefresh one : failed) {
            args.add(Utf8.ascii(one.failures()), Utf8.ascii(one.pauseMillis()));
        }
        return args.call(client, PAUSE, label(addresses));
    }

    static Call<Long, Long> fill(Client client, List<Fill> fills) {
        List<EntryAddress> addresses = fills.stream().map(Fill::address).toList();
        Arguments args = new Arguments(addresses);
        for (Fill fill : fills) {
            args.add(Utf8.ascii(fill.lease().token()), fill.lease().fingerprint());
            args.add(fill.value(), Utf8.ascii(fill.storedMillis()));
        }
        return args.call(client, FILL, label(addresses));
    }

    static Call<Long, Long> abandon(Client client, List<LeasedEntry> leases) {
        List<EntryAddress> addresses = leases.stream().map(LeasedEntry::address).toList();
        Arguments args = new Arguments(addresses);
        leases.forEach(lease -> args.add(Utf8.ascii(lease.token())));
        return args.call(client, ABANDON, label(addresses));
    }

    /** The arguments of a script: three keys for each entry, then ARGV. */
    private static final class Arguments {

        private final List<byte[]> args;
        private int keys;

        Arguments(List<EntryAddress> addresses) {
            args = new ArrayList<>(8 * addresses.size() + 2);
            for (EntryAddress address : addresses) {
                args.add(address.entry());
                args.add(address.fillLease());
                args.add(address.waiters());
            }
            keys = args.size();
        }

        void addKey(byte[] key) {
            args.add(key);
            keys++;
        }

        void add(byte[]... argv) {
            args.addAll(Arrays.asList(argv));
        }

        <R extends @Nullable Object> Call<R, R> call(Client client, Command<R> command, String label) {
            return client.call(command, label, keys, args.toArray(byte[][]::new));
        }
    }

    // ---- changes

    /** An encoded value that is to be stored. */
    record Stored(EntryAddress address, byte[] value, Expiry expiry) {

        private void addTo(List<byte[]> argv) {
            argv.add(value);
            argv.add(Utf8.ascii(expiry.millis()));
            argv.add(expiry.option());
        }
    }

    /** Stores entries of one key space; the reply is their number, or negative in another generation. */
    static Call<Long, Long> put(Client client, List<Stored> entries) {
        List<byte[]> argv = new ArrayList<>(3 * entries.size());
        entries.forEach(entry -> entry.addTo(argv));
        return change(client, PUT, entries.stream().map(Stored::address).toList(), argv);
    }

    /** Stores an entry if none is served. */
    static Call<Long, Long> putIfAbsent(Client client, Stored entry, long staleOnErrorMillis, byte[] failureMark) {
        List<byte[]> argv = new ArrayList<>();
        entry.addTo(argv);
        argv.add(Utf8.ascii(staleOnErrorMillis));
        argv.add(failureMark);
        return change(client, PUT_IF_ABSENT, List.of(entry.address()), argv);
    }

    /** Gives a fresh entry a new TTL. */
    static Call<Long, Long> touch(
            Client client, EntryAddress address, long storedMillis, long keptMillis, byte[] failureMark) {
        return extend(client, address, storedMillis, keptMillis, failureMark, Long.MAX_VALUE);
    }

    /** As {@link #touch}, if the entry has less TTL left than {@code dueMillis}. */
    static Call<Long, Long> extend(
            Client client,
            EntryAddress address,
            long storedMillis,
            long keptMillis,
            byte[] failureMark,
            long dueMillis) {
        return change(
                client,
                TOUCH,
                List.of(address),
                List.of(Utf8.ascii(storedMillis), Utf8.ascii(keptMillis), failureMark, Utf8.ascii(dueMillis)));
    }

    /** Removes entries of one key space; the reply is how many existed, or negative in another generation. */
    static Call<Long, Long> remove(Client client, List<EntryAddress> addresses) {
        return change(client, REMOVE, addresses, List.of());
    }

    static Call<Long, Long> tombstone(Client client, EntryAddress address, String token, long limitMillis) {
        return change(client, TOMBSTONE, List.of(address), List.of(Utf8.ascii(token), Utf8.ascii(limitMillis)));
    }

    /**
     * Removes a tombstone, and stores the new value in its place if no other caller has changed the entry meanwhile.
     */
    static Call<Long, Long> removeTombstone(
            Client client, EntryAddress address, String token, @Nullable Stored newValue) {
        return change(
                client,
                REMOVE_TOMBSTONE,
                List.of(address),
                newValue == null
                        ? List.of(Utf8.ascii(token))
                        : List.of(
                                Utf8.ascii(token),
                                newValue.value(),
                                Utf8.ascii(newValue.expiry().millis())));
    }

    /** In a named cache, the script also gets the generation, as the last key and the last argument. */
    private static Call<Long, Long> change(
            Client client, Command<Long> command, List<EntryAddress> addresses, List<byte[]> argv) {
        byte[][] condition = addresses.get(0).keySpace().condition();
        Arguments args = new Arguments(addresses);
        if (condition.length > 0) {
            args.addKey(condition[0]);
        }
        argv.forEach(args::add);
        if (condition.length > 0) {
            args.add(condition[1]);
        }
        return args.call(client, command, label(addresses));
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
