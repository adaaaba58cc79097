package io.github.dkredis.cache;

import io.github.dkredis.internal.ChangeWatchers;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.internal.connection.PushConnection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * This client's part in the loads of all clients: its tokens, its inbox, and its callers that wait for loads of other
 * clients. A message {@code cache <entry>} says that an entry or its fill lease has changed. Waiting callers then read
 * the entry again, and a load of the entry that runs here is not joined by further callers, because it may have begun
 * before the change.
 */
final class LoadNotifications {

    private final Client client;
    private final PushConnection push;
    private final SingleFlight singleFlight;
    private final byte[] clientId;
    private final AtomicLong tokens = new AtomicLong();
    private final ChangeWatchers watchers = new ChangeWatchers();

    LoadNotifications(Client client, SingleFlight singleFlight) {
        this.client = client;
        this.push = client.push();
        this.singleFlight = singleFlight;
        this.clientId = Utf8.ascii(client.id());
        push.onMessage("cache", this::changed);
        push.ready()
                .thenRun(this::wakeAll); // callers that began to wait before the inbox was open have missed messages
        push.onReconnect(this::wakeAll);
    }

    PushConnection push() {
        return push;
    }

    /** This client's number; its inbox has the same. */
    byte[] clientId() {
        return clientId;
    }

    /** Returns a token that was never used before. Its first 20 digits are this client's number. */
    String newToken() {
        return client.id() + "-" + tokens.incrementAndGet();
    }

    /** The callers of this client that wait for a change of an entry. */
    ChangeWatchers watchers() {
        return watchers;
    }

    private void changed(String fullKey) {
        String entry = client.keys().withoutPrefix(fullKey);
        singleFlight.detach(entry);
        watchers.changed(entry);
    }

    /** Makes all waiting callers read again, because messages may have been missed. */
    void wakeAll() {
        singleFlight.detachAll();
        watchers.allChanged();
    }
}
