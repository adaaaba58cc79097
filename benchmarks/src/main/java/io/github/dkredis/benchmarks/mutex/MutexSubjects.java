package io.github.dkredis.benchmarks.mutex;

import java.util.List;
import java.util.stream.Stream;

/** The locks that are compared. */
final class MutexSubjects {
    private MutexSubjects() {}

    /** {@return all locks, the baseline first} */
    static List<MutexPeer> all() {
        return Stream.of(RedissonMutex.peers(), SpringMutex.peers(), List.of(LocalMutex.peer(), ProductMutex.peer()))
                .flatMap(List::stream)
                .toList();
    }
}
