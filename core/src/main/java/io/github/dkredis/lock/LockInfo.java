package io.github.dkredis.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The state of a held mutex, as it was when Redis was asked. */
public final class LockInfo {

    /**
     * A client as its tokens name it.
     *
     * @param number the client's number, twenty digits
     * @param announced who the client is, or null if its announcement was not found
     */
    record Client(String number, @Nullable LockHolder announced) {}

    /** What the holder's grant has set, if the holder is a client of this library. */
    record Grant(long fence, Instant since) {}

    private final String name;
    private final @Nullable Client holder;
    private final @Nullable Grant grant;
    private final @Nullable Duration remaining;
    private final List<Client> waiting;

    LockInfo(
            String name,
            @Nullable Client holder,
            @Nullable Grant grant,
            @Nullable Duration remaining,
            List<Client> waiting) {
        this.name = name;
        this.holder = holder;
        this.grant = grant;
        this.remaining = remaining;
        this.waiting = waiting;
    }

    /** {@return the name of the mutex} */
    public String name() {
        return name;
    }

    /**
     * {@return the client that holds the lock; empty if it is not a client of this library (Python's package holds a
     * lock without naming itself), or has ended and left the lock taken}
     */
    public Optional<LockHolder> holder() {
        return Optional.ofNullable(holder).map(Client::announced);
    }

    /** {@return the number by which Redis knows the holding client, twenty digits; empty for another program} */
    public Optional<String> holderNumber() {
        return Optional.ofNullable(holder).map(Client::number);
    }

    /**
     * {@return the first fencing token of the holding client; it passes the lock on among its own callers with later
     * ones}
     */
    public OptionalLong fencingToken() {
        return grant == null ? OptionalLong.empty() : OptionalLong.of(grant.fence());
    }

    /** {@return since when the client holds the lock, by the server's clock} */
    public Optional<Instant> since() {
        return Optional.ofNullable(grant).map(Grant::since);
    }

    /**
     * {@return the time until the lease ends unless it is renewed; empty for a lock of Python's package without a TTL}
     */
    public Optional<Duration> remaining() {
        return Optional.ofNullable(remaining);
    }

    /** {@return the number of clients that wait, at most 1,000; each waits for all of its callers} */
    public int waitingClients() {
        return waiting.size();
    }

    /** {@return the first of the waiting clients that have announced themselves, in the order of the queue} */
    public List<LockHolder> waiting() {
        return waiting.stream()
                .map(Client::announced)
                .flatMap(client -> Optional.ofNullable(client).stream())
                .toList();
    }

    /** {@return the name, the holder and the time that is left} */
    @Override
    public String toString() {
        return "LockInfo[" + name + ", holder "
                + holder().map(LockHolder::toString).or(this::holderNumber).orElse("another program") + ", remaining "
                + remaining + ", " + waiting.size() + " waiting]";
    }
}
