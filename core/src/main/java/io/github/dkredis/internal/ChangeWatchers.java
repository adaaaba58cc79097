package io.github.dkredis.internal;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Callers of this client that wait for a change of a key. A watch is registered before the caller looks at the key, so
 * that no change falls between the look and the wait. A watch ends once, with the first change.
 */
public final class ChangeWatchers {

    private final ConcurrentMap<String, Set<CompletableFuture<Boolean>>> watches = new ConcurrentHashMap<>();

    /** Registers a watch; it completes with true at the next change of the key. */
    public CompletableFuture<Boolean> watch(String key) {
        CompletableFuture<Boolean> watch = new CompletableFuture<>();
        watches.compute(key, (name, known) -> {
            Set<CompletableFuture<Boolean>> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(watch);
            return all;
        });
        return watch;
    }

    /** Removes a watch. */
    public void unwatch(String key, CompletableFuture<Boolean> watch) {
        watches.computeIfPresent(key, (name, all) -> {
            all.removeIf(one -> one == watch); // by identity: a future has no other
            return all.isEmpty() ? null : all;
        });
    }

    /** Tells the watches of a key that it has changed. */
    public void changed(String key) {
        Set<CompletableFuture<Boolean>> all = watches.get(key);
        if (all != null) {
            all.forEach(watch -> watch.complete(true));
        }
    }

    /** Tells all watches, after messages may have been missed. */
    public void allChanged() {
        watches.values().forEach(all -> all.forEach(watch -> watch.complete(true)));
    }

    /** How many keys are watched. */
    public int size() {
        return watches.size();
    }
}
