package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.lettuce.core.RedisException;
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
                    + " minute. In a cluster, every primary is looked at and tried."
        })
final class DoctorCommand extends ListCommand {

    /** Each feature would wait for the cluster until its time limit. */
    private static final Finding NOT_TRIED = new Finding(
            "features", "not tried, because the cluster is incomplete", "make the cluster complete, and ask again");

    DoctorCommand(Console console) {
        super(console);
    }

    @Override
    List<Row> look(DkRedis redis) {
        return plain().primaries().stream()
                .flatMap(node -> look(redis, node).stream().map(finding -> finding.at(node)))
                .map(Finding::row)
                .toList();
    }

    /** A node that does not answer is a finding among those of the others; the only server is a failure. */
    private static List<Finding> look(DkRedis redis, PrimaryNode node) {
        List<Finding> findings = new ArrayList<>();
        try {
            findings.addAll(new ServerDiagnosis(node.connection().get()).all());
            boolean isServing =
                    findings.stream().noneMatch(finding -> finding.check().equals("cluster") && !finding.isOk());
            findings.addAll(isServing ? new FeatureChecks(redis, node).all() : List.of(NOT_TRIED));
        } catch (RedisException e) {
            if (node.address() == null) {
                throw e;
            }
            findings.add(new Finding(
                    "connection",
                    String.valueOf(e.getMessage()),
                    "start the node, or let a replica take over; until then, its keys cannot be used"));
        }
        return findings;
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
