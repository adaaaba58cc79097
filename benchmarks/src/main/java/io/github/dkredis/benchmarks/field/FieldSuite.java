package io.github.dkredis.benchmarks.field;

import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.Report;
import io.github.dkredis.benchmarks.report.ResultTable;
import io.github.dkredis.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One field of very many small hashes: how long it takes, and what other clients of the server feel meanwhile. A window is one
 * whole answer, however long it takes; an operation is one hash in it.
 */
public final class FieldSuite implements Suite {
    private static final List<Column> COLUMNS = List.of(
            Column.figure("seconds", FieldContender.SECONDS, "%.2f"),
            Column.rate("keys/s"),
            Column.RATIO,
            Column.figure("slowest cmd ms", FieldContender.SLOWEST_MILLIS, "%.1f"),
            Column.figure("ping p99 ms", FieldContender.PING_P99_MILLIS, "%.1f"),
            Column.figure("ping max ms", FieldContender.PING_MAX_MILLIS, "%.1f"),
            Column.figure("heap MB", FieldContender.HEAP_MB, "%.0f"),
            Column.figure("live MB", FieldContender.LIVE_MB, "%.0f"),
            Column.COMMANDS);

    @Override
    public String name() {
        return "field";
    }

    @Override
    public String description() {
        return "one field of --keys small hashes, a tenth of other keys among them";
    }

    @Override
    public List<String> subjects() {
        return peers().stream().map(FieldPeer::name).toList();
    }

    private static List<FieldPeer> peers() {
        return Stream.of(
                        List.of(JedisFields.keysAndGets(), JedisFields.scanAndPipeline(), RedissonFields.peer()),
                        ProductFields.peers())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        List<FieldContender> contenders = new ArrayList<>();
        try (RedisServer server = BenchServer.start();
                ServerProbe watch = new ServerProbe(server.port())) {
            TestHashes.fill(server.port(), settings.keys());
            try {
                for (FieldPeer peer : peers()) {
                    if (settings.wants(peer.name())) {
                        contenders.add(new FieldContender(peer, server.port(), settings.keys(), watch));
                    }
                }
                Outcome outcome = settings.sideBySide().run(contenders);
                String baseline = settings.baseline().orElse(JedisFields.KEYS_AND_GETS);
                Map<String, String> about = Map.of("redis", watch.version(), "keys", String.valueOf(settings.keys()));
                report.add(new ResultTable("field", 1, 1, baseline, outcome, about), COLUMNS);
            } finally {
                for (FieldContender contender : contenders) {
                    contender.close();
                }
            }
        }
    }
}
