package io.github.dkredis.benchmarks.mutex;

import io.github.dkredis.benchmarks.harness.Subject.Reach;
import java.util.concurrent.locks.ReentrantLock;

/** The limit of what one JVM can reach: the JDK's lock in fair order, without Redis. */
final class LocalMutex implements MutexClient {
    private final ReentrantLock lock = new ReentrantLock(true);

    static MutexPeer peer() {
        return new MutexPeer("local fair lock", "", Reach.ONE_JVM, (context, lease) -> new LocalMutex());
    }

    @Override
    public long lock(int thread) {
        lock.lock();
        return NO_FENCE;
    }

    @Override
    public void unlock(int thread) {
        lock.unlock();
    }

    @Override
    public void close() {}
}
