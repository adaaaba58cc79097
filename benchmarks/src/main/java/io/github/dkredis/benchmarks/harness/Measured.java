package io.github.dkredis.benchmarks.harness;

import java.io.Closeable;
import java.io.IOException;

/**
 * A load that was measured when it was opened.
 *
 * @param measurements what was measured
 * @param opened what is closed at the end, and stays alive until then
 */
public record Measured(Measurements measurements, Closeable opened) implements Load {

    @Override
    public void run(int thread) {
        throw new UnsupportedOperationException("this load has no operations");
    }

    @Override
    public Measurements check() {
        return measurements;
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
