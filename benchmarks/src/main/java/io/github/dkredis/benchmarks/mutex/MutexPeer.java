package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.Subject.Reach;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A subject of these suites. */
record MutexPeer(String name, String version, Reach reach, Opener opener) {

    @FunctionalInterface
    interface Opener {
        /** Opens it with a lease, or without one with what is the library's own default. */
        MutexClient open(LoadContext context, Optional<Duration> lease) throws Exception;
    }

    /** All of them, the baseline first. */
    static List<MutexPeer> all() {
        return Stream.of(RedissonMutex.peers(), SpringMutex.peers(), List.of(LocalMutex.peer(), ProductMutex.peer()))
                .flatMap(List::stream)
                .toList();
    }
}
