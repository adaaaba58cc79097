package io.github.dkredis.cache;

import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.PushLink;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * This client among the others: its tokens, its inbox, and who waits here for what others load. A message {@code cache
 * <entry>} says that something about an entry has changed: who waits for it looks again, and a load that runs here takes no
 * further callers, since it may have begun before the change.
 */
final class Fleet {

    private static final String MESSAGE = "cache ";

    private final PushLink push;
    private final Tracking tracking;
    private final Flights flights;
    private final byte[] id;
    private final AtomicLong count = new AtomicLong();
    private final ConcurrentMap<String, Set<CompletableFuture<Boolean>>> watches = new ConcurrentHashMap<>();

    Fleet(Client client, Flights flights) {
        this.push = client.push();
        this.flights = flights;
        this.id = push.id().getBytes(StandardCharsets.US_ASCII);
        this.tracking = new Tracking(client, push);
        push.onMessage(this::read);
        push.ready().thenRun(this::wakeAll); // whoever began to wait before
        push.onReconnect(this::wakeAll);
    }

    PushLink push() {
        return push;
    }

    Tracking tracking() {
        return tracking;
    }

    /** This client's number, which the inbox is named by. */
    byte[] id() {
        return id;
    }

    /** A token that was never used before; its first 20 digits are this client's number. */
    String token() {
        return push.id() + "-" + count.incrementAndGet();
    }

    /** Begins to listen for changes of an entry; before asking, so that none is missed. */
    CompletableFuture<Boolean> watch(String entry) {
        CompletableFuture<Boolean> watch = new CompletableFuture<>();
        watches.compute(entry, (name, known) -> {
            Set<CompletableFuture<Boolean>> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(watch);
            return all;
        });
        return watch;
    }

    void unwatch(String entry, CompletableFuture<Boolean> watch) {
        watches.computeIfPresent(entry, (name, all) -> {
            all.removeIf(one -> one == watch);
            return all.isEmpty() ? null : all;
        });
    }

    private void read(String message) {
        if (message.startsWith(MESSAGE)) {
            String entry = message.substring(MESSAGE.length());
            flights.detach(entry);
            Set<CompletableFuture<Boolean>> all = watches.get(entry);
            if (all != null) {
                all.forEach(watch -> watch.complete(true));
            }
        }
    }

    /** Messages may have been missed. */
    void wakeAll() {
        flights.detachAll();
        watches.values().forEach(all -> all.forEach(watch -> watch.complete(true)));
    }

    /** How many entries somebody waits for here. */
    int watched() {
        return watches.size();
    }
}
