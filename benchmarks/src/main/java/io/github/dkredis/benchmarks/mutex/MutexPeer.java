package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import java.time.Duration;
import java.util.Optional;

/** A subject of these suites. */
record MutexPeer(String name, String version, Reach reach, Opener opener) {

    @FunctionalInterface
    interface Opener {
        /** Opens the lock with a lease, or with the library's default if the lease is empty. */
        MutexClient open(LoadContext context, Optional<Duration> lease) throws Exception;
    }
}
