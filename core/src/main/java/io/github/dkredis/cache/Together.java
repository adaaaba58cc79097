package io.github.dkredis.cache;

import io.github.dkredis.internal.Composite;
import io.github.dkredis.internal.Pending;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Operations that are under way at the same time; done when all are.
 *
 * @param about what they are, for messages
 * @param parts the operations
 */
record Together<T>(String about, List<Pending<T>> parts) implements Pending<List<T>> {

    @Override
    public List<T> await() {
        return Composite.join(about, stage());
    }

    @Override
    public CompletionStage<List<T>> stage() {
        List<CompletableFuture<T>> begun = new ArrayList<>(parts.size());
        parts.forEach(part -> begun.add(part.stage().toCompletableFuture()));
        return CompletableFuture.allOf(begun.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> begun.stream().map(CompletableFuture::join).toList());
    }
}
