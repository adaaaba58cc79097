package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject;

/** A near cache that is compared with others. */
record NearPeer(String name, String version, Opener opener) {

    @FunctionalInterface
    interface Opener {
        NearClient open(LoadContext context) throws Exception;
    }

    Subject subject() {
        return new Subject(name, version, context -> NearLoad.open(opener.open(context)));
    }
}
