package io.github.dkredis.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.internal.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyGroupsTest {

    private static final List<String> ITEMS = List.of("{b}1", "{a}1", "{c}1", "{b}2", "{a}2");

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
                .<String, String>inOrder(ITEMS, KeyGroupsTest::bytes, group -> {
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
                .<String, String>inOrder(ITEMS, KeyGroupsTest::bytes, group -> {
                    parts.add(group);
                    return Operation.of(group);
                })
                .await();
        assertThat(parts).containsExactly(ITEMS);
    }
}
