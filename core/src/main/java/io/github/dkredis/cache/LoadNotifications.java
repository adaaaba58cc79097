package io.github.dkredis.cache;

import io.github.dkredis.internal.ChangeWatchers;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.internal.connection.PushConnection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * This client among the others: its tokens, its inbox, and who waits here for what others load. A message {@code cache
 * <entry>} says that something about an entry has changed: who waits for it looks again, and a load that runs here takes no
 * further callers, since it may have begun before the change.
 */
final class LoadNotifications {

    private final Client client;
    private final PushConnection push;
    private final Tracking tracking;
    private final SingleFlight flights;
    private final byte[] id;
    private final AtomicLong count = new AtomicLong();
    private final ChangeWatchers watchers = new ChangeWatchers();

    LoadNotifications(Client client, SingleFlight flights) {
        this.client = client;
        this.push = client.push();
        this.flights = flights;
        this.id = Utf8.ascii(client.id());
        this.tracking = new Tracking(client, push);
        push.onMessage("cache", this::changed);
        push.ready().thenRun(this::wakeAll); // whoever began to wait before
        push.onReconnect(this::wakeAll);
    }

    PushConnection push() {
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
        return client.id() + "-" + count.incrementAndGet();
    }

    /** Who waits here for a change of an entry: a load that ended, a removal. */
    ChangeWatchers watchers() {
        return watchers;
    }

    private void changed(String entry) {
        flights.detach(entry);
        watchers.changed(entry);
    }

    /** Messages may have been missed. */
    void wakeAll() {
        flights.detachAll();
        watchers.allChanged();
    }
}
