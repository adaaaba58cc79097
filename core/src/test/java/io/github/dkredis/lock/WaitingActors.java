package io.github.dkredis.lock;

import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.Await;
import java.util.concurrent.locks.LockSupport;

/** Threads of a test that wait for a mutex. */
final class WaitingActors {

    private WaitingActors() {}

    /** Starts a thread that acquires, and returns once it waits for the lock. */
    static Actor<Lease> waiting(Mutex mutex) {
        Actor<Lease> actor = Actor.start(mutex::acquire);
        awaitWaiting(actor);
        return actor;
    }

    /** Returns once the thread waits for a mutex. */
    static void awaitWaiting(Actor<?> actor) {
        Await.until(
                () -> LockSupport.getBlocker(actor.thread()) instanceof Waiter
                        || actor.result().isDone(),
                Actor.LIMIT,
                () -> "it does not wait");
        if (actor.result().isDone()) {
            throw new AssertionError("it does not wait: " + actor.result());
        }
    }
}
