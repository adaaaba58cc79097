package io.github.dkredis.cache;

import io.github.dkredis.internal.Call;
import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Command;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Repeat;
import io.github.dkredis.internal.Reply;
import io.github.dkredis.internal.Script;
import io.github.dkredis.internal.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is sent to Redis: one command or one script for each step. */
final class CacheScripts {

    private static final Command<byte @Nullable []> GET =
            Command.of("cache get", Verb.GET, Repeat.HARMLESS, Reply.BYTES);
    private static final Command<List<@Nullable Object>> GET_ALL =
            Command.of("cache getAll", Verb.MGET, Repeat.HARMLESS, Reply.LIST);
    private static final Command<String> TRACKING =
            Command.of("client tracking", Verb.CLIENT, Repeat.HARMLESS, Reply.STATUS);
    private static final Command<List<@Nullable Object>> READ =
            Command.of("cache get", Script.load(CacheScripts.class, "read"), Repeat.HARMLESS, Reply.LIST);
    private static final Command<List<@Nullable Object>> LOOKUP =
            Command.of("cache get", script("lookup"), Repeat.HARMLESS, Reply.LIST);
    private static final Command<Long> FILL = Command.of("cache fill", script("fill"), Repeat.HARMLESS, Reply.NUMBER);
    private static final Command<Long> GIVE_UP =
            Command.of("cache fill", script("giveup"), Repeat.HARMLESS, Reply.NUMBER);
    private static final Command<Long> PUT = Command.of("cache put", script("put"), Repeat.NEVER, Reply.NUMBER);
    private static final Command<Long> REMOVE =
            Command.of("cache remove", script("remove"), Repeat.HARMLESS, Reply.NUMBER);
    private static final Command<Long> COVER =
            Command.of("entity save", script("cover"), Repeat.HARMLESS, Reply.NUMBER);
    private static final Command<Long> UNCOVER =
            Command.of("entity save", script("uncover"), Repeat.HARMLESS, Reply.NUMBER);
    private static final Command<byte @Nullable []> GENERATION =
            Command.of("cache generation", Script.load(CacheScripts.class, "generation"), Repeat.HARMLESS, Reply.BYTES);
    private static final Command<byte @Nullable []> CLEAR =
            Command.of("cache clear", Script.load(CacheScripts.class, "clear"), Repeat.HARMLESS, Reply.BYTES);

    private static final byte[] ENTRY_COUNTS_NEVER = new byte[0];

    private CacheScripts() {}

    private static Script script(String name) {
        return Script.load(CacheScripts.class, "common", name);
    }

    static Call<String, String> tracking(Client client) {
        return client.call(TRACKING, "push link", ascii("TRACKING"), ascii("ON"));
    }

    static Call<byte @Nullable [], byte @Nullable []> get(Client client, String about, byte[] key) {
        return client.call(GET, about, key);
    }

    static Call<List<@Nullable Object>, List<@Nullable Object>> getAll(Client client, List<Slot> slots) {
        return client.call(GET_ALL, about(slots), entries(slots));
    }

    static Call<List<@Nullable Object>, List<@Nullable Object>> read(Client client, List<Slot> slots) {
        return client.call(READ, about(slots), slots.size(), entries(slots));
    }

    private static byte[][] entries(List<Slot> slots) {
        return slots.stream().map(Slot::entry).toArray(byte[][]::new);
    }

    private static String about(List<Slot> slots) {
        String first = slots.get(0).label();
        return slots.size() == 1 ? first : first + " and " + (slots.size() - 1) + " more";
    }

    /**
     * @param client may be told of changes, or empty for a refresh
     * @param floorMillis an entry with no more time left counts as none; negative: every entry does
     */
    static Call<List<@Nullable Object>, List<@Nullable Object>> lookup(
            Client client, Slot slot, String token, long leaseMillis, byte[] told, long floorMillis) {
        byte[] floor = floorMillis < 0 ? ENTRY_COUNTS_NEVER : Durations.ascii(floorMillis);
        return client.call(
                LOOKUP, slot.label(), 3, args(slot, ascii(token), Durations.ascii(leaseMillis), told, floor));
    }

    static Call<Long, Long> fill(
            Client client, Slot slot, String token, byte[] fingerprint, byte[] value, long ttlMillis) {
        return client.call(
                FILL, slot.label(), 3, args(slot, ascii(token), fingerprint, value, Durations.ascii(ttlMillis)));
    }

    static Call<Long, Long> giveUp(Client client, Slot slot, String token) {
        return client.call(GIVE_UP, slot.label(), 3, args(slot, ascii(token)));
    }

    static Call<Long, Long> put(Client client, Slot slot, byte[] value, long ttlMillis) {
        return changing(client, PUT, slot, value, Durations.ascii(ttlMillis));
    }

    static Call<Long, Long> remove(Client client, Slot slot) {
        return changing(client, REMOVE, slot);
    }

    static Call<Long, Long> cover(Client client, Slot slot, String token, long limitMillis) {
        return changing(client, COVER, slot, ascii(token), Durations.ascii(limitMillis));
    }

    static Call<Long, Long> uncover(Client client, Slot slot, String token) {
        return changing(client, UNCOVER, slot, ascii(token));
    }

    static Call<byte @Nullable [], String> generation(Client client, String name, byte[] key, byte[] digits) {
        return client.call(GENERATION, name, key, digits).map(CacheScripts::text);
    }

    static Call<byte @Nullable [], String> clear(Client client, String name, byte[] key, byte[] digits) {
        return client.call(CLEAR, name, key, digits).map(CacheScripts::text);
    }

    /** A script that changes an entry, and is told of which generation it is. */
    private static Call<Long, Long> changing(Client client, Command<Long> command, Slot slot, byte[]... argv) {
        byte[][] condition = slot.space().condition();
        List<byte[]> args = new ArrayList<>(List.of(slot.entry(), slot.fill(), slot.waiters()));
        if (condition.length > 0) {
            args.add(condition[0]);
        }
        args.addAll(Arrays.asList(argv));
        if (condition.length > 0) {
            args.add(condition[1]);
        }
        return client.call(command, slot.label(), condition.length > 0 ? 4 : 3, args.toArray(byte[][]::new));
    }

    private static byte[][] args(Slot slot, byte[]... argv) {
        byte[][] args = new byte[3 + argv.length][];
        args[0] = slot.entry();
        args[1] = slot.fill();
        args[2] = slot.waiters();
        System.arraycopy(argv, 0, args, 3, argv.length);
        return args;
    }

    private static String text(byte @Nullable [] bytes) {
        return new String(java.util.Objects.requireNonNull(bytes), StandardCharsets.US_ASCII);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
