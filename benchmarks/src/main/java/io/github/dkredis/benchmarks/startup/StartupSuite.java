package io.github.dkredis.benchmarks.startup;

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
import io.github.dkredis.testkit.RespConnection;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The suite {@code startup}: from the start of a fresh JVM to the first answer of Redis. */
public final class StartupSuite implements Suite {
    private static final List<Column> COLUMNS = List.of(
            Column.time("ms", 1e3),
            Column.SLOWNESS,
            Column.figure("cpu ms", StartupContender.CPU_MILLIS, "%,.0f"),
            Column.figure("classes loaded", StartupContender.CLASSES, "%,.0f"));

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public String description() {
        return "from the start of a fresh JVM to the answer of its first GET, one JVM a window";
    }

    @Override
    public List<String> subjects() {
        return Arrays.stream(Library.values()).map(Library::label).toList();
    }

    @Override
    public void run(BenchRun run) throws Exception {
        Settings settings = run.settings();
        try (RedisServer redis = BenchServer.start();
                ServerProbe server = new ServerProbe(redis.port())) {
            try (RespConnection connection = redis.connect()) {
                connection.call("SET", FirstAnswer.KEY, StartupContender.VALUE);
            }
            List<StartupContender> contenders = Arrays.stream(Library.values())
                    .filter(library -> settings.selects(library.label()))
                    .map(library -> new StartupContender(library, redis.port()))
                    .toList();
            Outcome outcome = settings.sideBySide().run(contenders);
            ThreadLayout layout = ThreadLayout.ofThreads(1);
            Map<String, String> about = Map.of("redis", server.version());
            run.report(new ResultTable("startup", layout, Library.LETTUCE.label(), outcome, about), COLUMNS);
        }
    }
}
