package io.github.dkredis.benchmarks.harness;

import java.io.IOException;
import java.util.function.UnaryOperator;

/** A contender whose samples are converted, for instance to count one operation as many. */
public record MappedContender(Contender contender, UnaryOperator<Sample> conversion) implements Contender {

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
        return conversion.apply(contender.measure());
    }

    @Override
    public void close() throws IOException {
        contender.close();
    }
}
