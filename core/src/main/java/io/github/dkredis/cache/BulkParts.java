package io.github.dkredis.cache;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationWindows;
import io.github.dkredis.internal.connection.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Splits the commands of bulk operations into parts, none of which occupies the server for longer than about 2 ms (a
 * script takes some 10 µs for an entry on a slow server). The parts are sent at the same time, up to {@value #WINDOW}
 * of them, and other callers' commands pass in between. Further parts follow when these were answered, with the time
 * limit of an operation for each such step. In a cluster a part has entries of one hash slot, so there are many small
 * parts, and more of them are sent at the same time.
 */
final class BulkParts {

    /** How many entries a script touches at most. */
    static final int SCRIPT_ENTRIES = 125;

    /** How many entries a plain {@code MGET} reads at most. */
    static final int READ_ENTRIES = 1_000;

    /** How many bytes of values a script stores at most, unless a single value is larger. */
    static final int SCRIPT_BYTES = 1 << 20;

    /** How many parts are under way at most, on one server. */
    static final int WINDOW = 64;

    /** As many entries as a window has on one server, if each is in a slot of its own. */
    private static final int CLUSTER_WINDOW = 1_000;

    private BulkParts() {}

    /**
     * Runs an operation for each part of a list; the results in order.
     *
     * @param size how many entries a part has at most
     */
    static <A, B extends @Nullable Object> Operation<List<B>> inParts(
            Client client,
            List<A> all,
            int size,
            Function<A, EntryAddress> address,
            Function<List<A>, Operation<List<B>>> operation) {
        return client.keyGroups()
                .inOrder(
                        client,
                        all,
                        one -> address.apply(one).entry(),
                        slot -> inSizedParts(client, slot, size, operation));
    }

    private static <A, B extends @Nullable Object> Operation<List<B>> inSizedParts(
            Client client, List<A> all, int size, Function<List<A>, Operation<List<B>>> operation) {
        return all.size() <= size
                ? operation.apply(all)
                : OperationWindows.allOf(client, bySize(all, size), WINDOW, operation)
                        .map(BulkParts::joined);
    }

    private static <A> List<List<A>> bySize(List<A> all, int size) {
        List<List<A>> parts = new ArrayList<>();
        for (int i = 0; i < all.size(); i += size) {
            parts.add(all.subList(i, Math.min(all.size(), i + size)));
        }
        return parts;
    }

    private static <B extends @Nullable Object> List<B> joined(List<List<B>> results) {
        List<B> joined = new ArrayList<>();
        results.forEach(joined::addAll);
        return joined;
    }

    /** Runs an operation for each part that {@link #forEach} makes; the results in the order of the parts. */
    static <A, B extends @Nullable Object> Operation<List<B>> each(
            Client client, List<A> all, Function<A, EntryAddress> address, Function<List<A>, Operation<B>> operation) {
        List<List<A>> parts = new ArrayList<>();
        forEach(client, all, address, parts::add);
        return OperationWindows.allOf(client, parts, window(client), operation);
    }

    /** Runs an operation for each part that {@link #storable} makes; the results in the order of the parts. */
    static <A, B extends @Nullable Object> Operation<List<B>> eachStorable(
            Client client,
            List<A> all,
            Function<A, EntryAddress> address,
            ToLongFunction<A> bytes,
            Function<List<A>, Operation<B>> operation) {
        return OperationWindows.allOf(client, storable(client, all, address, bytes), window(client), operation);
    }

    /** Parts of at most as many entries and as many bytes as one script is to store. */
    static <A> List<List<A>> storable(
            Client client, List<A> all, Function<A, EntryAddress> address, ToLongFunction<A> bytes) {
        List<List<A>> parts = new ArrayList<>();
        for (List<A> slot : bySlot(client, all, address)) {
            int from = 0;
            long sum = 0;
            for (int i = 0; i < slot.size(); i++) {
                long more = bytes.applyAsLong(slot.get(i));
                if (i > from && (i - from == SCRIPT_ENTRIES || sum + more > SCRIPT_BYTES)) {
                    parts.add(slot.subList(from, i));
                    from = i;
                    sum = 0;
                }
                sum += more;
            }
            parts.add(slot.subList(from, slot.size()));
        }
        return parts;
    }

    /** How many parts are under way at most, on one server or in a cluster. */
    static int window(Client client) {
        return client.keyGroups().areSplit() ? CLUSTER_WINDOW : WINDOW;
    }

    /** Calls an action with parts of at most so many entries as a script touches. */
    static <A> void forEach(Client client, List<A> all, Function<A, EntryAddress> address, Consumer<List<A>> action) {
        for (List<A> slot : bySlot(client, all, address)) {
            bySize(slot, SCRIPT_ENTRIES).forEach(action);
        }
    }

    private static <A> List<List<A>> bySlot(Client client, List<A> all, Function<A, EntryAddress> address) {
        return client.keyGroups().split(all, one -> address.apply(one).entry());
    }
}
