package io.github.dkredis.benchmarks.values;

import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject;

/** A subject of this suite, for both of its workloads. */
record ValuesPeer(String name, String version, Opener opener) {

    @FunctionalInterface
    interface Opener {
        ValuesClient open(LoadContext context) throws Exception;
    }

    Subject getting() {
        return new Subject(name, version, context -> GetLoad.open(opener.open(context), context));
    }

    Subject setting() {
        return new Subject(name, version, context -> new SetLoad(opener.open(context), context));
    }
}
