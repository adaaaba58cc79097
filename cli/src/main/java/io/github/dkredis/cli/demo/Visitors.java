package io.github.dkredis.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Threads that count visits, one call after the other, until they are stopped. */
final class Visitors implements AutoCloseable {

    /** The outcome of one call. */
    enum Outcome {
        ANSWERED,
        FAILED,
        UNKNOWN
    }

    private static final long PAUSE_NANOS = 1_000_000;

    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    /** Starts threads, each with a visit of its own. */
    Visitors(int count, Supplier<Supplier<Outcome>> visits) {
        for (int i = 0; i < count; i++) {
            Supplier<Outcome> visit = visits.get();
            Thread thread = new Thread(() -> run(visit), "dkredis-demo-visitor");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    long answered() {
        return answered.get();
    }

    long failed() {
        return failed.get();
    }

    long unknown() {
        return unknown.get();
    }

    double slowestMillis() {
        return slowestNanos.get() / 1e6;
    }

    private void run(Supplier<Outcome> visit) {
        while (!stopped.get()) {
            long start = System.nanoTime();
            counter(visit.get()).incrementAndGet();
            slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private AtomicLong counter(Outcome outcome) {
        return switch (outcome) {
            case ANSWERED -> answered;
            case FAILED -> failed;
            case UNKNOWN -> unknown;
        };
    }

    /** Lets each thread end its call, and waits for it. */
    @Override
    public void close() {
        stopped.set(true);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
