package io.github.dkredis.hash;

import io.github.dkredis.hash.FieldPages.Page;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** All pages in one map; the next page is under way while one is put in. One page at a time touches the map. */
final class FieldMap {

    private final FieldPages pages;
    private final Map<String, String> found = new HashMap<>();
    private final CompletableFuture<Map<String, String>> result = new CompletableFuture<>();

    FieldMap(FieldPages pages) {
        this.pages = pages;
    }

    CompletionStage<Map<String, String>> collect() {
        ask(null);
        return result;
    }

    private void ask(@Nullable Page previous) {
        CompletionStage<Page> next = pages.next(previous);
        if (previous != null) {
            previous.entries().forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        }
        next.whenComplete((page, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (page.isLast()) {
                page.entries().forEach(entry -> found.put(entry.getKey(), entry.getValue()));
                result.complete(Collections.unmodifiableMap(found));
            } else if (!result.isDone()) {
                ask(page);
            }
        });
    }
}
