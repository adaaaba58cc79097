package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.Await;
import java.util.concurrent.locks.LockSupport;

/** Starts threads that wait for a mutex, and releases what they get. */
final class WaitingActors {

    private WaitingActors() {}

    /** Starts a thread that acquires a mutex, and returns once the thread waits for it. */
    static Actor<Lease> waiting(Mutex mutex) {
        Actor<Lease> actor = Actor.start(mutex::acquire);
        awaitWaiting(actor);
        return actor;
    }

    /** Starts a thread that acquires a mutex, and returns once the thread waits for it or has ended. */
    static Actor<Lease> waitingOrServed(Mutex mutex) {
        Actor<Lease> actor = Actor.start(mutex::acquire);
        awaitWaitingOrDone(actor);
        return actor;
    }

    private static void awaitWaitingOrDone(Actor<?> actor) {
        Await.until(
                () -> LockSupport.getBlocker(actor.thread()) instanceof Waiter
                        || actor.result().isDone(),
                Actor.LIMIT,
                () -> "the thread does not wait for a lock");
    }

    /** Returns once the thread waits for a mutex. */
    static void awaitWaiting(Actor<?> actor) {
        awaitWaitingOrDone(actor);
        if (actor.result().isDone()) {
            throw new AssertionError("the thread does not wait for a lock: " + actor.result());
        }
    }

    /**
     * Releases a lease that was handed over. A machine that pauses for longer than the claim loses such a lease; until
     * its deadline it must be held.
     */
    static void release(Lease handedOver) {
        assertThat(handedOver.release() || !handedOver.isInTime(System.nanoTime()))
                .as("released, or over: %s", handedOver)
                .isTrue();
    }
}
