package io.github.dkredis.benchmarks.values;

import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.Workload;
import io.github.dkredis.benchmarks.WorkloadSuite;
import java.util.List;
import java.util.stream.Stream;

/** Blocking get and set of 100 bytes: what the layer costs over the client it stands on. */
public final class ValuesSuite {
    static final int SIZE = 100;

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
        String baseline = LettuceValues.NAME;
        return new WorkloadSuite(
                "values",
                "blocking get and set of " + SIZE + "-byte values",
                List.of(
                        new Workload(
                                "values.get",
                                baseline,
                                peers.stream().map(ValuesPeer::getting).toList()),
                        new Workload(
                                "values.set",
                                baseline,
                                peers.stream().map(ValuesPeer::setting).toList())));
    }
}
