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

/** The suite {@code values}: blocking get and set of 100 bytes, for the cost of this layer on top of its driver. */
public final class ValuesSuite {
    private static final List<Column> COLUMNS = List.of(
            Column.RATE, Column.RATIO, Column.P50, Column.P99, Column.ALLOCATED, Column.COMMANDS, Column.ROUND_TRIPS);

    private ValuesSuite() {}

    /** {@return the suite} */
    public static Suite create() {
        List<ValuesPeer> peers = Stream.of(
                        List.of(
                                RawValues.peer(),
                                JedisValues.peer(),
                                JedisPooledValues.peer(),
                                LettuceValues.peer(),
                                SpringValues.peer(),
                                RedissonValues.peer()),
                        ProductValues.peers())
                .flatMap(List::stream)
                .toList();
        return new WorkloadSuite(
                "values",
                "blocking get and set of " + ValuesClient.VALUE_BYTES + "-byte values",
                List.of(
                        workload("values.get", peers, ValuesPeer::getting),
                        workload("values.set", peers, ValuesPeer::setting)));
    }

    private static Workload workload(String name, List<ValuesPeer> peers, Function<ValuesPeer, Subject> operation) {
        return new Workload(
                name,
                LettuceValues.NAME,
                peers.stream().map(operation).toList(),
                settings -> settings.layouts(Settings.DEFAULT_LAYOUTS),
                COLUMNS,
                Commands.BY_SERVER);
    }
}
