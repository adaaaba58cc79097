package io.github.dkredis.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationContext;
import io.github.dkredis.limit.Cooldown;
import io.github.dkredis.lock.Locks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyGroupsTest {

    private static final List<String> ITEMS = List.of("{b}1", "{a}1", "{c}1", "{b}2", "{a}2");

    private static final OperationContext CONTEXT = new OperationContext() {
        @Override
        public Executor executor() {
            return Runnable::run;
        }

        @Override
        public long timeoutNanos() {
            return TimeUnit.MINUTES.toNanos(1);
        }
    };

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void split_oneServer_isTheListItself() {
        assertThat(KeyGroups.ONE_SERVER.split(ITEMS, KeyGroupsTest::bytes)).hasSize(1);
        assertThat(KeyGroups.ONE_SERVER.split(ITEMS, KeyGroupsTest::bytes).get(0))
                .isSameAs(ITEMS);
        assertThat(KeyGroups.ONE_SERVER.areSplit()).isFalse();
    }

    @Test
    void split_cluster_isBySlotInAscendingOrder() {
        List<List<String>> groups = KeyGroups.CLUSTER.split(ITEMS, KeyGroupsTest::bytes);
        assertThat(groups)
                .containsExactlyInAnyOrder(List.of("{b}1", "{b}2"), List.of("{a}1", "{a}2"), List.of("{c}1"))
                .isSortedAccordingTo(Comparator.comparingInt(group -> HashSlots.slot(bytes(group.get(0)))));
        assertThat(KeyGroups.CLUSTER.areSplit()).isTrue();
    }

    @Test
    void split_noItems_isNoGroup() {
        assertThat(KeyGroups.ONE_SERVER.split(List.<String>of(), KeyGroupsTest::bytes))
                .isEmpty();
        assertThat(KeyGroups.CLUSTER.split(List.<String>of(), KeyGroupsTest::bytes))
                .isEmpty();
    }

    @Test
    void inOrder_cluster_runsAPartForEachGroup_resultsInOrderOfTheItems() {
        List<List<String>> parts = new ArrayList<>();
        List<String> results = KeyGroups.CLUSTER
                .<String, String>inOrder(CONTEXT, ITEMS, KeyGroupsTest::bytes, group -> {
                    parts.add(group);
                    return Operation.of(group.stream().map(item -> item + "!").toList());
                })
                .await();
        assertThat(results).containsExactly("{b}1!", "{a}1!", "{c}1!", "{b}2!", "{a}2!");
        assertThat(parts).hasSize(3);
    }

    @Test
    void inOrder_oneServer_runsOnePart() {
        List<List<String>> parts = new ArrayList<>();
        KeyGroups.ONE_SERVER
                .<String, String>inOrder(CONTEXT, ITEMS, KeyGroupsTest::bytes, group -> {
                    parts.add(group);
                    return Operation.of(group);
                })
                .await();
        assertThat(parts).containsExactly(ITEMS);
    }

    /** More groups than are worked on at the same time. */
    @Test
    void each_cluster_oneResultForEachGroup_inTheOrderOfTheSlots() {
        List<String> many = IntStream.range(0, 5_000).mapToObj(String::valueOf).toList();

        List<List<String>> groups = KeyGroups.CLUSTER
                .<String, List<String>>each(CONTEXT, many, KeyGroupsTest::bytes, Operation::of)
                .await();

        assertThat(groups).isEqualTo(KeyGroups.CLUSTER.split(many, KeyGroupsTest::bytes));
        assertThat(groups).hasSizeGreaterThan(1_000);
        assertThat(groups.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(many);
        assertThat(KeyGroups.CLUSTER
                        .<String, String>inOrder(CONTEXT, many, KeyGroupsTest::bytes, Operation::of)
                        .await())
                .isEqualTo(many);
    }

    @Test
    void each_oneServer_isOneGroup() {
        assertThat(KeyGroups.ONE_SERVER
                        .<String, Integer>each(
                                CONTEXT, ITEMS, KeyGroupsTest::bytes, group -> Operation.of(group.size()))
                        .await())
                .containsExactly(5);
    }

    /** On one server only the scripts are excepted whose callers split their keys; in a cluster none is. */
    @Test
    void allow_keysOfSeveralSlots_onlyOnOneServerAndForScriptsThatAreSplit() {
        byte[][] args = {bytes("{a}1"), bytes("{b}1")};
        byte[][] sameSlot = {bytes("{a}1"), bytes("{a}2")};
        Command<?> acquire = script(Locks.class, "acquire");
        Command<?> cooldown = script(Cooldown.class, "cooldown");

        assertThat(KeyGroups.ONE_SERVER.allow(acquire, 2, args)).isFalse();
        assertThat(KeyGroups.ONE_SERVER.allow(acquire, 1, args)).isTrue();
        assertThat(KeyGroups.ONE_SERVER.allow(acquire, 2, sameSlot)).isTrue();
        assertThat(KeyGroups.ONE_SERVER.allow(cooldown, 2, args)).isTrue();
        assertThat(KeyGroups.CLUSTER.allow(acquire, 2, args)).isFalse();
        assertThat(KeyGroups.CLUSTER.allow(cooldown, 2, args)).isFalse();
        assertThat(KeyGroups.CLUSTER.allow(cooldown, 2, sameSlot)).isTrue();
    }

    @Test
    void allow_plainCommand_looksAtAllItsKeys() {
        Command<?> get = Command.of("get", CommandName.MGET, RetryPolicy.IDEMPOTENT, Reply.LIST);
        Command<?> set = Command.of("set", CommandName.MSET, RetryPolicy.NEVER, Reply.STATUS);
        byte[][] keys = {bytes("{a}1"), bytes("{b}1"), bytes("{a}2"), bytes("{b}2")};

        assertThat(KeyGroups.ONE_SERVER.allow(get, 1, keys)).isTrue();
        assertThat(KeyGroups.CLUSTER.allow(get, 1, keys)).isFalse();
        assertThat(KeyGroups.CLUSTER.allow(set, 1, keys)).isTrue(); // every other argument is a value
    }

    private static Command<?> script(Class<?> owner, String name) {
        return Command.of(name, Script.load(owner, name), RetryPolicy.NEVER, Reply.LIST);
    }
}
