package io.github.dkredis.internal.command;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.internal.OperationWindows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Splits the keys of an operation into groups that one command or script may name: on one server all of them, in a
 * cluster those of one hash slot. An operation that is one step on one server is one step per slot in a cluster.
 */
public abstract sealed class KeyGroups {

    /** All keys are one group: there is one server. */
    public static final KeyGroups ONE_SERVER = new OneServer();

    /** The keys of one slot are a group. */
    public static final KeyGroups CLUSTER = new Cluster();

    /**
     * How many groups an operation works on at the same time: enough that the nodes of a cluster are busy, and a tenth
     * of the commands that a client may have in flight by default.
     */
    private static final int WINDOW = 1_000;

    private KeyGroups() {}

    /** Whether keys can be in several groups at all: whether this is a cluster. */
    public abstract boolean areSplit();

    /** {@return the primary that has a key; on one server, no slot is computed} */
    public abstract Primary primaryOf(byte[] key);

    /**
     * Splits items by the hash slots of their keys.
     *
     * @param <T> the items
     * @param key the key of an item, as Redis gets it
     * @return groups that are not empty, in ascending order of their slots; the items of a group keep their order. On
     *     one server this is the given list itself, as the only group, and no slot is computed
     */
    public abstract <T> List<List<T>> split(List<T> items, Function<? super T, byte[]> key);

    /**
     * Runs an operation for each group, many at the same time, and puts the results into the order of the items. On one
     * server this is the operation for all items itself.
     *
     * @param <T> the items
     * @param <R> the result of an item
     * @param key the key of an item, as Redis gets it
     * @param part makes the operation for a group; its list has the results of the group's items, in order
     * @return fails if any part fails, once all that were begun have ended
     */
    public abstract <T, R extends @Nullable Object> Operation<List<R>> inOrder(
            OperationContext context,
            List<T> items,
            Function<? super T, byte[]> key,
            Function<? super List<T>, Operation<List<R>>> part);

    /**
     * Runs an operation for each group, many at the same time; the results in ascending order of the slots.
     *
     * @param <T> the items, at least one
     * @param <R> the result of a group
     * @param key the key of an item, as Redis gets it
     * @param part makes the operation for a group
     * @return fails if any part fails, once all that were begun have ended
     */
    public final <T, R extends @Nullable Object> Operation<List<R>> each(
            OperationContext context,
            List<T> items,
            Function<? super T, byte[]> key,
            Function<? super List<T>, Operation<R>> part) {
        return OperationWindows.allOf(context, split(items, key), WINDOW, part);
    }

    /** Whether keys may be named by one script or command. For assertions. */
    abstract boolean allow(Command<?> command, int keys, byte[][] args);

    private static final class OneServer extends KeyGroups {

        @Override
        public boolean areSplit() {
            return false;
        }

        @Override
        public Primary primaryOf(byte[] key) {
            return Primary.ANY;
        }

        @Override
        public <T> List<List<T>> split(List<T> items, Function<? super T, byte[]> key) {
            return items.isEmpty() ? List.of() : Collections.singletonList(items);
        }

        @Override
        public <T, R extends @Nullable Object> Operation<List<R>> inOrder(
                OperationContext context,
                List<T> items,
                Function<? super T, byte[]> key,
                Function<? super List<T>, Operation<List<R>>> part) {
            return part.apply(items);
        }

        /** The callers of some scripts split their keys, which here leaves them together. */
        @Override
        boolean allow(Command<?> command, int keys, byte[][] args) {
            Script script = command.script;
            return script == null || HashSlots.areSplitByCaller(script.name) || HashSlots.areOne(args, keys, 1);
        }
    }

    private static final class Cluster extends KeyGroups {

        @Override
        public boolean areSplit() {
            return true;
        }

        @Override
        public Primary primaryOf(byte[] key) {
            return Primary.of(key);
        }

        @Override
        public <T> List<List<T>> split(List<T> items, Function<? super T, byte[]> key) {
            return items.size() == 1
                    ? List.of(items)
                    : List.copyOf(bySlot(items, key).values());
        }

        @Override
        public <T, R extends @Nullable Object> Operation<List<R>> inOrder(
                OperationContext context,
                List<T> items,
                Function<? super T, byte[]> key,
                Function<? super List<T>, Operation<List<R>>> part) {
            if (items.size() <= 1) {
                return part.apply(items);
            }
            List<Integer> indexes = new ArrayList<>(items.size());
            for (int i = 0; i < items.size(); i++) {
                indexes.add(i);
            }
            List<List<Integer>> groups = List.copyOf(
                    bySlot(indexes, index -> key.apply(items.get(index))).values());
            if (groups.size() == 1) {
                return part.apply(items);
            }
            return OperationWindows.<List<Integer>, List<R>>allOf(
                            context,
                            groups,
                            WINDOW,
                            group ->
                                    part.apply(group.stream().<T>map(items::get).toList()))
                    .map(results -> merged(items.size(), groups, results));
        }

        @Override
        boolean allow(Command<?> command, int keys, byte[][] args) {
            if (command.script != null) {
                return HashSlots.areOne(args, keys, 1);
            }
            return switch (command.command) {
                case EXISTS, MGET, UNLINK -> HashSlots.areOne(args, args.length, 1);
                case MSET -> HashSlots.areOne(args, args.length, 2);
                default -> true;
            };
        }

        private static <T> SortedMap<Integer, List<T>> bySlot(List<T> items, Function<? super T, byte[]> key) {
            SortedMap<Integer, List<T>> bySlot = new TreeMap<>();
            for (T item : items) {
                bySlot.computeIfAbsent(HashSlots.slot(key.apply(item)), slot -> new ArrayList<>())
                        .add(item);
            }
            return bySlot;
        }

        private static <R extends @Nullable Object> List<R> merged(
                int size, List<List<Integer>> groups, List<List<R>> results) {
            List<R> merged =
                    new ArrayList<>(Collections.nCopies(size, results.get(0).get(0)));
            for (int i = 0; i < groups.size(); i++) {
                for (int j = 0; j < groups.get(i).size(); j++) {
                    merged.set(groups.get(i).get(j), results.get(i).get(j));
                }
            }
            return merged;
        }
    }
}
