package io.github.dkredis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operations without Redis: futures of the test take the place of replies. */
@Timeout(60)
class OperationTest {

    private final ExecutorService pool = Executors.newSingleThreadExecutor(new DaemonThreads("operation-test-"));
    private final OperationContext context = context(Duration.ofSeconds(30));

    private OperationContext context(Duration timeout) {
        return new OperationContext() {
            @Override
            public Executor executor() {
                return pool;
            }

            @Override
            public long timeoutNanos() {
                return timeout.toNanos();
            }
        };
    }

    @AfterEach
    void close() {
        pool.shutdownNow();
    }

    private <T> Operation<T> reply(CompletableFuture<T> future) {
        return OperationJoins.ofFuture("reply", future, context);
    }

    // ---- results and failures

    @Test
    void combinators_runInBothStyles_giveTheSameResult() throws Exception {
        Operation<String> operation = Operation.of(20)
                .then(n -> Operation.<Integer>call(() -> {
                            throw new IOException("lost");
                        })
                        .recover(failure -> Operation.of(failure instanceof IOException ? n + 1 : 0)))
                .map(n -> n * 2)
                .then(n -> OperationJoins.allOf(List.of(Operation.of(n), Operation.of(n + 1))))
                .map(List::toString);

        assertThat(operation.await()).isEqualTo("[42, 43]");
        assertThat(operation.stage().toCompletableFuture().get()).isEqualTo("[42, 43]");
        assertThat(operation.begin().join()).isEqualTo("[42, 43]");
    }

    @Test
    void failure_ofCallersCode_comesOutUnchanged() {
        IOException checked = new IOException("mine");
        Operation<String> failing = Operation.call(() -> {
            throw checked;
        });

        assertThatThrownBy(failing::await).isSameAs(checked);
        assertThatThrownBy(() -> failing.stage().toCompletableFuture().get()).hasCause(checked);
    }

    @Test
    void whenDone_actionThrows_failsAResultAndIsSuppressedInAFailure() {
        IllegalStateException end = new IllegalStateException("end");
        IOException first = new IOException("first");

        assertThatThrownBy(() -> Operation.of(1)
                        .whenDone((value, failure) -> {
                            throw end;
                        })
                        .await())
                .isSameAs(end);
        assertThatThrownBy(() -> Operation.call(() -> {
                            throw first;
                        })
                        .whenDone((value, failure) -> {
                            throw end;
                        })
                        .await())
                .isSameAs(first)
                .satisfies(failure -> assertThat(failure.getSuppressed()).containsExactly(end));
    }

    @Test
    void allOf_oneFails_endsWhenAllHaveEnded() throws Exception {
        CompletableFuture<Integer> slow = new CompletableFuture<>();
        CompletableFuture<List<Integer>> all = OperationJoins.allOf(
                        List.of(reply(slow), reply(CompletableFuture.<Integer>failedFuture(new IOException("second")))))
                .stage()
                .toCompletableFuture();
        pool.submit(() -> {}).get(); // the failed part has been dealt with
        assertThat(all).isNotDone();

        slow.complete(1);

        assertThatThrownBy(all::get).cause().isInstanceOf(IOException.class).hasMessage("second");
    }

    @Test
    void then_hundredThousandSteps_doNotGrowTheStack() throws Exception {
        assertThat(countdown(100_000).await()).isZero();
        assertThat(OperationJoins.allOf(List.of(countdown(100), countdown(100))).await())
                .containsExactly(0, 0);
    }

    private static Operation<Integer> countdown(int n) {
        return n == 0 ? Operation.of(0) : Operation.of(n).then(value -> countdown(value - 1));
    }

    // ---- threads

    @Test
    void await_partsAtTheSameTime_continueOnTheCallersThread() {
        CompletableFuture<Integer> first = new CompletableFuture<>();
        CompletableFuture<Integer> second = new CompletableFuture<>();
        List<Thread> threads = new ArrayList<>();
        Operation<Integer> part = Operation.defer(() -> reply(first)).map(value -> {
            threads.add(Thread.currentThread());
            return value;
        });
        Operation<Integer> other = reply(second).map(value -> {
            threads.add(Thread.currentThread());
            return value;
        });
        CompletableFuture.runAsync(() -> {
            second.complete(2);
            first.complete(1);
        });

        assertThat(OperationJoins.allOf(List.of(part, other)).await()).containsExactly(1, 2);
        assertThat(threads).hasSize(2).containsOnly(Thread.currentThread());
    }

    @Test
    void await_executorIsBusy_needsNoThreadOfIt() {
        CountDownLatch busy = new CountDownLatch(1);
        pool.execute(() -> {
            try {
                busy.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        CompletableFuture<Integer> future = new CompletableFuture<>();
        CompletableFuture.runAsync(() -> future.complete(1));

        assertThat(OperationJoins.allOf(List.of(reply(future), reply(future))).await())
                .containsExactly(1, 1);
        busy.countDown();
    }

    /** Planted once: a queue that is not handed over; the ends of both parts were lost. */
    @Test
    void await_interrupted_whatComesLaterRunsOnTheExecutorOnce() throws Exception {
        CompletableFuture<Integer> first = new CompletableFuture<>();
        CompletableFuture<Integer> second = new CompletableFuture<>();
        AtomicInteger ends = new AtomicInteger();
        AtomicReference<@Nullable Thread> endedOn = new AtomicReference<>();
        Operation<List<Integer>> both = OperationJoins.allOf(List.of(
                reply(first).whenDone((value, failure) -> ends.incrementAndGet()),
                reply(second).whenDone((value, failure) -> {
                    endedOn.set(Thread.currentThread());
                    ends.incrementAndGet();
                })));
        Actor<List<Integer>> waiting = Actor.start(both::await);
        waiting.awaitInside("CallerQueue");

        waiting.thread().interrupt();

        assertThatThrownBy(waiting::get).isInstanceOf(OperationInterruptedException.class);
        first.complete(1);
        second.complete(2);
        Await.until(() -> ends.get() == 2, Actor.LIMIT);
        assertThat(String.valueOf(endedOn.get())).contains("operation-test-");
        pool.submit(() -> {}).get();
        assertThat(ends).hasValue(2);
    }

    @Test
    void stage_cancelled_givesUpTheWaitAndNotTheFuture() {
        CompletableFuture<Integer> shared = new CompletableFuture<>();
        AtomicReference<@Nullable Throwable> outcome = new AtomicReference<>();
        CompletableFuture<Integer> stage = reply(shared)
                .whenDone((value, failure) -> outcome.set(failure))
                .stage()
                .toCompletableFuture();

        assertThat(stage.cancel(true)).isTrue();

        Await.until(() -> outcome.get() != null, Actor.LIMIT);
        assertThat(outcome.get()).isInstanceOf(OperationInterruptedException.class);
        assertThat(shared).isNotDone();
    }

    @Test
    void meanwhile_actionRunsWhileTheReplyIsAwaited() {
        CompletableFuture<Integer> future = new CompletableFuture<>();

        assertThat(OperationJoins.meanwhile(reply(future), () -> future.complete(7))
                        .await())
                .isEqualTo(7);
    }

    @Test
    void begin_resultIsTakenByAnyThread_orGivenUp() {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        Started<Integer> started = reply(future).map(value -> value + 1).begin();
        future.complete(1);
        assertThat(started.join()).isEqualTo(2);
        started.cancel();

        Started<Integer> given = reply(new CompletableFuture<Integer>()).begin();
        given.cancel();
        assertThatThrownBy(given::join).isInstanceOf(OperationInterruptedException.class);
    }

    // ---- time limits

    @Test
    void ofFuture_timeLimitOfTheOperationPasses_isATimeout() {
        OperationContext impatient = context(Duration.ofMillis(50));
        Operation<Integer> never = OperationJoins.ofFuture("never", new CompletableFuture<>(), impatient);

        assertThatThrownBy(never::await)
                .isInstanceOfSatisfying(
                        RedisUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(RedisUnavailableException.Reason.TIMEOUT));
        assertThatThrownBy(() -> never.stage().toCompletableFuture().get())
                .hasCauseInstanceOf(RedisUnavailableException.class);
    }

    /**
     * The future fails after the time limit has passed and before the busy executor comes to it. A former defect: the
     * timeout of the wait itself was reported, as a bare {@link java.util.concurrent.TimeoutException}.
     */
    @Test
    void ofFuture_failsAfterTheDeadlineWhileTheExecutorIsBusy_givesTheLateResult() throws Exception {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        OperationContext busy = new OperationContext() {
            @Override
            public Executor executor() {
                return tasks::add;
            }

            @Override
            public long timeoutNanos() {
                return TimeUnit.SECONDS.toNanos(30);
            }
        };
        CompletableFuture<String> future = new CompletableFuture<>();
        CompletableFuture<String> result = OperationJoins.ofFuture(
                        "reply", future, busy, System.nanoTime(), () -> "late")
                .stage()
                .toCompletableFuture();
        while (tasks.isEmpty()) {
            Thread.onSpinWait();
        }
        future.completeExceptionally(new IOException("lost"));
        while (!result.isDone()) {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
        }

        assertThat(result.get()).isEqualTo("late");
    }

    @Test
    void ofFuture_deadlineOfItsOwn_givesTheLateResult() {
        CompletableFuture<String> never = new CompletableFuture<>();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        Operation<String> wait = OperationJoins.ofFuture("never", never, context, deadline, () -> "late");

        assertThat(wait.await()).isEqualTo("late");
        assertThat(wait.stage().toCompletableFuture().join()).isEqualTo("late");
    }

    @Test
    void timeLimit_isCountedFromTheStart_withoutCallersCode() {
        List<Long> deadlines = new ArrayList<>();
        Operation<Integer> look = Operation.from((execution, completion) -> {
            deadlines.add(execution.deadlineNanos(0));
            completion.complete(0, null);
        });
        long work = TimeUnit.MILLISECONDS.toNanos(5);
        Operation<Boolean> callers = Operation.call(() -> {
            long until = System.nanoTime() + work;
            while (System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
            return true;
        });

        look.then(first -> look)
                .then(second -> callers)
                .then(done -> look)
                .then(third -> look.withOwnTimeLimit())
                .await();

        assertThat(deadlines.get(1)).isEqualTo(deadlines.get(0));
        assertThat(deadlines.get(2) - deadlines.get(0)).isGreaterThanOrEqualTo(work);
        assertThat(deadlines.get(3)).isGreaterThan(deadlines.get(2));
    }
}
