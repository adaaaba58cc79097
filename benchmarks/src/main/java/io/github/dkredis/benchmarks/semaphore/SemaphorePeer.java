package io.github.dkredis.benchmarks.semaphore;

import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject;

/** A subject of this suite. */
record SemaphorePeer(String name, String version, Opener opener) {

    @FunctionalInterface
    interface Opener {
        /** Opens a semaphore with a number of permits. */
        SemaphoreClient open(LoadContext context, int permits) throws Exception;
    }

    Subject subject(int permits) {
        return new Subject(name, version, context -> SemaphoreLoad.open(this, context, permits), Subject.Reach.JVMS);
    }
}
