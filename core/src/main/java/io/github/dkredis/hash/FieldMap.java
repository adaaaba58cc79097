package io.github.dkredis.hash;

import io.github.dkredis.hash.FieldPages.Page;
import io.github.dkredis.internal.Pending;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** All pages in one map; the next page is under way while one is put in. One page at a time touches the map. */
record FieldMap(FieldPages pages) implements Pending<Map<String, String>> {

    @Override
    public Map<String, String> await() {
        Map<String, String> found = new HashMap<>();
        for (FieldPages.Begun next = pages.begin(null); next != null; ) {
            Page page = next.await();
            next = page.isLast() ? null : pages.begin(page);
            page.addTo(found);
        }
        return Collections.unmodifiableMap(found);
    }

    @Override
    public CompletionStage<Map<String, String>> stage() {
        CompletableFuture<Map<String, String>> result = new CompletableFuture<>();
        ask(null, new HashMap<>(), result);
        return result;
    }

    private void ask(
            @Nullable Page previous, Map<String, String> found, CompletableFuture<Map<String, String>> result) {
        CompletionStage<Page> next = pages.next(previous);
        if (previous != null) {
            previous.addTo(found);
        }
        next.whenComplete((page, failure) -> {
            try {
                if (failure != null) {
                    result.completeExceptionally(unwrapped(failure));
                } else if (page.isLast()) {
                    page.addTo(found);
                    result.complete(Collections.unmodifiableMap(found));
                } else if (!result.isDone()) { // not cancelled
                    ask(page, found, result);
                }
            } catch (RuntimeException | Error e) { // the client was closed between two pages, say
                result.completeExceptionally(e);
            }
        });
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
