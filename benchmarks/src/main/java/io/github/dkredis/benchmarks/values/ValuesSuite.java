package io.github.dkredis.benchmarks.values;

import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.Workload.Commands;
import io.github.dkredis.benchmarks.WorkloadSuite;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.report.Column;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Blocking get and set of 100 bytes: what the layer costs over the client it stands on. */
public final class ValuesSuite {
    static final int SIZE = 100;

    private static final List<Column> COLUMNS = List.of(
            Column.RATE, Column.RATIO, Column.P50, Column.P99, Column.ALLOCATED, Column.COMMANDS, Column.ROUND_TRIPS);

    private ValuesSuite() {}

    /** The suite. */
    public static Suite create() {
        List<ValuesPeer> peers = Stream.of(
                        List.of(
                                RawValues.peer(),
                                JedisValues.peer(),
                                JedisPooledValues.peer(),
                                LettuceValues.peer(),
                                RedissonValues.peer()),
                        ProductValues.peers())
                .flatMap(List::stream)
                .toList();
        return new WorkloadSuite(
                "values",
                "blocking get and set of " + SIZE + "-byte values",
                List.of(
                        workload("values.get", peers, ValuesPeer::getting),
                        workload("values.set", peers, ValuesPeer::setting)));
    }

    private static Workload workload(String name, List<ValuesPeer> peers, Function<ValuesPeer, Subject> doing) {
        return new Workload(
                name,
                LettuceValues.NAME,
                peers.stream().map(doing).toList(),
                settings -> settings.layouts(Settings.DEFAULT_LAYOUTS),
                COLUMNS,
                Commands.BY_SERVER);
    }
}
