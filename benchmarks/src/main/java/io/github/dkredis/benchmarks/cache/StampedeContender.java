package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.Measurements;
import io.github.dkredis.benchmarks.harness.Sample;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/** A stampede a window; its rate is that of callers served, from the first call to the last return. */
record StampedeContender(Contender contender) implements Contender {
    /** What the server ran for all callers together, that in scripts included. */
    static final String COMMANDS = "commands_of_all";

    @Override
    public String subject() {
        return contender.subject();
    }

    @Override
    public String version() {
        return contender.version();
    }

    @Override
    public Sample measure() throws Exception {
        Sample sample = contender.measure();
        double millis = Objects.requireNonNull(sample.measurements().figures().get(StampedeLoad.ALL_SERVED_MILLIS));
        long commands = Objects.requireNonNull(sample.server()).commands();
        Sample served = new Sample(
                sample.operations(),
                sample.operations() * 1e3 / millis,
                sample.latency(),
                sample.allocatedBytes(),
                sample.byThread(),
                sample.server(),
                sample.measurements());
        return served.with(Measurements.of(Map.of(COMMANDS, (double) commands)));
    }

    @Override
    public void close() throws IOException {
        contender.close();
    }
}
