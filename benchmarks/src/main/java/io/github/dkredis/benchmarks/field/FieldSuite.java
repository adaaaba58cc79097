package io.github.dkredis.benchmarks.field;

import io.github.dkredis.benchmarks.BenchRun;
import io.github.dkredis.benchmarks.BenchServer;
import io.github.dkredis.benchmarks.Settings;
import io.github.dkredis.benchmarks.Suite;
import io.github.dkredis.benchmarks.harness.Outcome;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.ThreadLayout;
import io.github.dkredis.benchmarks.report.Column;
import io.github.dkredis.benchmarks.report.ResultTable;
import io.github.dkredis.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The suite {@code field}: how long it takes to read one field of very many small hashes, and how much other clients of
 * the server are delayed meanwhile. A window is one whole answer, however long it takes; an operation is one hash in
 * it.
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
    public void run(BenchRun run) throws Exception {
        Settings settings = run.settings();
        List<FieldContender> contenders = new ArrayList<>();
        try (RedisServer redis = BenchServer.start();
                ServerProbe server = new ServerProbe(redis.port())) {
            TestHashes.fill(server.port(), settings.keys());
            try {
                for (FieldPeer peer : peers()) {
                    if (settings.selects(peer.name())) {
                        contenders.add(new FieldContender(peer, settings.keys(), server));
                    }
                }
                Outcome outcome = settings.sideBySide().run(contenders);
                Map<String, String> about = Map.of("redis", server.version(), "keys", String.valueOf(settings.keys()));
                ThreadLayout layout = ThreadLayout.ofThreads(1);
                run.report(new ResultTable("field", layout, JedisFields.KEYS_AND_GETS, outcome, about), COLUMNS);
            } finally {
                for (FieldContender contender : contenders) {
                    contender.close();
                }
            }
        }
    }
}
