package io.github.dkredis.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Operations that run at the same time. It ends when all have ended; of several failures, the first in order counts.
 */
final class AllOf<T extends @Nullable Object> extends Operation<List<T>> {

    private final List<Operation<T>> operations;

    AllOf(List<Operation<T>> operations) {
        this.operations = operations;
    }

    private record Outcome<T extends @Nullable Object>(
            @Nullable T value, @Nullable Throwable failure) {}

    @Override
    public void start(Execution execution, Completion<? super List<T>> completion) {
        if (operations.isEmpty()) {
            completion.complete(List.of(), null);
            return;
        }
        AtomicReferenceArray<@Nullable Outcome<T>> outcomes = new AtomicReferenceArray<>(operations.size());
        AtomicInteger running = new AtomicInteger(operations.size());
        for (int i = 0; i < operations.size(); i++) {
            int index = i;
            execution.fork().run(operations.get(i), (value, failure) -> {
                outcomes.set(index, new Outcome<>(value, failure));
                if (running.decrementAndGet() == 0) {
                    execution.joinForks();
                    end(outcomes, completion);
                }
            });
        }
    }

    private void end(AtomicReferenceArray<@Nullable Outcome<T>> outcomes, Completion<? super List<T>> completion) {
        List<T> values = new ArrayList<>(outcomes.length());
        for (int i = 0; i < outcomes.length(); i++) {
            Outcome<T> outcome = outcomes.get(i);
            if (outcome != null && outcome.failure != null) {
                completion.complete(null, outcome.failure);
                return;
            }
            values.add(Nulls.unchecked(outcome == null ? null : outcome.value));
        }
        completion.complete(values, null);
    }
}
