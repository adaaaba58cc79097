package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.Contender;
import io.github.dkredis.benchmarks.harness.Sample;
import java.io.IOException;

/** A contender whose every operation is many; the time of a single one is not known. */
record ScaledContender(Contender contender, int many) implements Contender {

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
        return new Sample(
                sample.operations() * many,
                sample.rate() * many,
                null,
                sample.allocatedBytes(),
                sample.byThread(),
                sample.server(),
                sample.measurements());
    }

    @Override
    public void close() throws IOException {
        contender.close();
    }
}
