package io.github.dkredis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.OperationContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reads that wait for the fills of their client. */
class UnconfirmedFillsTest {

    private static final OperationContext CONTEXT = new OperationContext() {
        @Override
        public Executor executor() {
            return Runnable::run;
        }

        @Override
        public long timeoutNanos() {
            return TimeUnit.MINUTES.toNanos(1);
        }
    };

    private final UnconfirmedFills fills = new UnconfirmedFills(CONTEXT);

    /** A read whose result is the moment from which its time limit counts. */
    private CompletableFuture<Long> read(String... entries) {
        List<EntryAddress> addresses = Stream.of(entries)
                .map(entry -> new EntryAddress(entry, entry, null))
                .toList();
        return fills.before(
                        addresses,
                        () -> Operation.<Long>from(
                                (execution, completion) -> completion.complete(execution.deadlineNanos(0), null)))
                .stage()
                .toCompletableFuture();
    }

    @Test
    void read_ofOtherEntries_doesNotWait() {
        fills.begin(List.of("a", "b"));
        assertThat(read("c")).isDone();
        assertThat(read("c", "b")).isNotDone();
    }

    @Test
    void read_ofOneFill_waitsWithinItsTimeLimit() {
        Runnable answered = fills.begin(List.of("a", "b"));
        CompletableFuture<Long> read = read("a", "b");
        long begun = System.nanoTime();
        assertThat(read).isNotDone();
        answered.run();
        assertThat(read.join() - begun).isLessThanOrEqualTo(0);
        assertThat(read("a")).isDone();
    }

    /**
     * A former defect: a read of many entries right after they were loaded ran out of time, because the wait for its
     * client's own fills counted.
     */
    @Test
    void read_ofSeveralFills_doesNotCountTheWait() {
        Runnable first = fills.begin(List.of("a"));
        Runnable second = fills.begin(List.of("b"));
        CompletableFuture<Long> read = read("a", "b");
        first.run();
        assertThat(read).isNotDone();
        long beforeTheLast = System.nanoTime();
        second.run();
        assertThat(read.join() - beforeTheLast).isGreaterThanOrEqualTo(0);
    }

    @Test
    void read_ofAnEntryThatIsFilledTwice_waitsForBoth() {
        Runnable first = fills.begin(List.of("a"));
        Runnable second = fills.begin(List.of("a"));
        CompletableFuture<Long> read = read("a");
        second.run();
        assertThat(read).isNotDone();
        first.run();
        assertThat(read).isDone();
    }
}
