package io.github.dkredis.benchmarks.limit;

import io.github.dkredis.benchmarks.harness.Load;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Asks for a permit of each resource in turn, and expects each to be granted, or each to be refused. */
final class LimitLoad implements Load {
    private final LimitClient client;
    private final int resources;
    private final boolean expected;
    private final int[] next;

    private LimitLoad(LimitClient client, int resources, boolean expected, int[] next) {
        this.client = client;
        this.resources = resources;
        this.expected = expected;
        this.next = next;
    }

    static LimitLoad of(LimitClient client, LoadContext context, int resources, Budget budget) {
        if (budget == Budget.EXHAUSTED) {
            IntStream.range(0, resources).forEach(client::tryAcquire);
        }
        int[] next = new int[context.threads()];
        Arrays.setAll(next, context::globalThread);
        return new LimitLoad(client, resources, budget == Budget.PLENTY, next);
    }

    @Override
    public void run(int thread) {
        int resource = next[thread]++ % resources;
        if (client.tryAcquire(resource) != expected) {
            throw new WrongResultException(
                    expected ? "refused although permits were left" : "allowed although no permit was left");
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
