package io.github.dkredis.lock;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@link Locks} without blocking: every method starts at once, and its stage completes on the client's executor. */
public final class AsyncLocks {

    private final LockInspection inspection;

    AsyncLocks(LockInspection inspection) {
        this.inspection = inspection;
    }

    /** Like {@link Locks#list()}. */
    public CompletionStage<List<LockInfo>> list() {
        return inspection.list().stage();
    }

    /** Like {@link Locks#get}. */
    public CompletionStage<Optional<LockInfo>> get(String name) {
        return inspection.get(name).stage();
    }

    /** Like {@link Locks#forceRelease}. */
    public CompletionStage<Boolean> forceRelease(String name) {
        return inspection.forceRelease(name).stage();
    }

    @Override
    public String toString() {
        return "AsyncLocks";
    }
}
