package io.github.dkredis.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;

/** A subject that is open in several JVMs, whose windows begin at the same moment. */
public record MultiJvmContender(
        WorkerProcesses workers, String workload, Subject opened, Duration window, ServerProbe server)
        implements Contender {

    @Override
    public String subject() {
        return opened.name();
    }

    @Override
    public String version() {
        return opened.version();
    }

    @Override
    public Sample measure() throws Exception {
        ServerWork before = server.totals();
        Sample sample = workers.measure(workload, opened, window);
        ServerWork work = server.totals().minus(before);
        return sample.withServer(work).with(workers.check(workload, opened));
    }

    @Override
    public void close() throws IOException {
        workers.close(workload, opened);
    }
}
