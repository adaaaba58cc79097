package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        description = {
            "Look at a server: its version and role, the latency, the eviction policy, the difference of the clocks, and"
                    + " whether this user may use each feature. A line with a JSON object for each, with advice where"
                    + " something should be done. Exit code 1 if there is any advice.",
            "Each feature is tried with keys whose names begin with dkredis-doctor, which are removed or end within a"
                    + " minute."
        })
final class DoctorCommand extends ListCommand {

    DoctorCommand(Console console) {
        super(console);
    }

    @Override
    List<Row> look(DkRedis redis) {
        RedisCommands<byte[], byte[]> plain = redis.unwrap().sync();
        List<Finding> findings = new ArrayList<>(new ServerDiagnosis(redis, plain).all());
        findings.addAll(new FeatureChecks(redis, plain).all());
        return findings.stream().map(Finding::row).toList();
    }

    @Override
    ExitCode answer(List<Row> rows) {
        long problems = rows.stream()
                .filter(row -> Boolean.FALSE.equals(row.shown().get("ok")))
                .count();
        return problems == 0 ? ExitCode.DONE : no("something should be done about " + problems + " of these");
    }

    @Override
    String nothing() {
        return "nothing was looked at";
    }
}
