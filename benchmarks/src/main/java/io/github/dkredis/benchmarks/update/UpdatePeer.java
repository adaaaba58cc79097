package io.github.dkredis.benchmarks.update;

import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject;

/** A subject of this suite, for both of its workloads. */
record UpdatePeer(String name, String version, Opener opener) {

    @FunctionalInterface
    interface Opener {
        UpdateClient open(LoadContext context) throws Exception;
    }

    /** {@return the subject with a number of keys, of which each thread uses one} */
    Subject on(int keys) {
        return new Subject(name, version, context -> new UpdateLoad(opener.open(context), name, context, keys));
    }
}
