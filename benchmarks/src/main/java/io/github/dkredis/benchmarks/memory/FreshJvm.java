package io.github.dkredis.benchmarks.memory;

import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.Sample;
import io.github.dkredis.benchmarks.harness.ServerProbe;
import io.github.dkredis.benchmarks.harness.Subject;
import io.github.dkredis.benchmarks.harness.WorkerProcesses;
import java.util.List;
import java.util.stream.Stream;

/** Measures a subject in a JVM that does nothing else and then ends. */
record FreshJvm(String workload, Subject measured, ServerProbe server, List<String> command) implements Contender {

    /** A collector that leaves no garbage behind when it is asked for a full collection. */
    private static final String COLLECTOR = "-XX:+UseSerialGC";

    @Override
    public String subject() {
        return measured.name();
    }

    @Override
    public String version() {
        return measured.version();
    }

    @Override
    public Sample measure() throws Exception {
        server.flush();
        List<String> line =
                Stream.concat(Stream.of(COLLECTOR), command.stream()).toList();
        try (WorkerProcesses jvm = new WorkerProcesses(1, line)) {
            long begin = System.nanoTime();
            jvm.open(workload, measured, new LoadContext(server.port(), 0, 1, "."));
            Measurements measurements = jvm.check(workload, measured);
            double seconds = (System.nanoTime() - begin) / 1e9;
            jvm.killAll();
            return Sample.ofOneThread(1, 1 / seconds).with(measurements);
        }
    }

    @Override
    public void close() {}
}
