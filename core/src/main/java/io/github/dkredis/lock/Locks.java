package io.github.dkredis.lock;

import java.util.List;
import java.util.Optional;

/**
 * Shows which mutexes are held and by whom, and releases a lock whose holder does not. For operators: an application
 * needs none of it to lock.
 */
public final class Locks {

    private final LockInspection inspection;

    Locks(LockInspection inspection) {
        this.inspection = inspection;
    }

    /**
     * Lists the held mutexes. Redis is scanned page by page, and each mutex is read by a short script, so a lock that
     * is taken or released meanwhile may be missing or listed.
     *
     * @return by name
     */
    public List<LockInfo> list() {
        return inspection.list().await();
    }

    /**
     * Reads the state of a mutex.
     *
     * @return empty if the lock is free
     * @throws IllegalArgumentException if the name is invalid
     */
    public Optional<LockInfo> get(String name) {
        return inspection.get(name).await();
    }

    /**
     * Releases a lock, whoever holds it. The holder is told that it has lost its lease, as far as it can be reached,
     * and its fencing token is smaller than every later one; it may go on with its work all the same. The next waiting
     * client gets the lock.
     *
     * @return whether the lock was held
     * @throws IllegalArgumentException if the name is invalid
     */
    public boolean forceRelease(String name) {
        return inspection.forceRelease(name).await();
    }

    /** {@return the same operations without blocking} */
    public AsyncLocks async() {
        return new AsyncLocks(inspection);
    }

    @Override
    public String toString() {
        return "Locks";
    }
}
