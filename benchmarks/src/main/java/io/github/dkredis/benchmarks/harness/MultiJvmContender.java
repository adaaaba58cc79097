package io.github.dkredis.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;

/** A subject, opened in several JVMs, whose windows begin at the same moment. */
public record MultiJvmContender(
        WorkerProcesses workers, String workload, Subject of, Duration window, ServerProbe server)
        implements Contender {

    @Override
    public String subject() {
        return of.name();
    }

    @Override
    public String version() {
        return of.version();
    }

    @Override
    public Sample measure() throws Exception {
        ServerWork before = server.soFar();
        Sample sample = workers.measure(workload, of, window);
        ServerWork work = server.soFar().minus(before);
        return sample.withServer(work).with(workers.check(workload, of));
    }

    @Override
    public void close() throws IOException {
        workers.close(workload, of);
    }
}
