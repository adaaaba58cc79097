package io.github.dkredis.spring;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheInvalidator;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Invalidates cache entries together with the transaction of the current thread, whatever its transaction manager:
 * JDBC, JPA or any other one that calls Spring's {@code TransactionSynchronization}s.
 *
 * <p><b>What happens.</b> Just before the commit, every entry is replaced by a tombstone, and while it stands no loaded
 * value is stored. After the transaction, in every outcome, the entries and the tombstones are removed, and the caller
 * goes on once that is done. So no reader can put the old row back into the cache between the removal and the commit.
 * What {@code @CachePut} has put is stored in place of the tombstone after a commit, if no other transaction or client
 * has changed the same entry at that time; otherwise the next caller loads it.
 *
 * <p><b>If something dies.</b> If Redis cannot be reached before the commit, the transaction is rolled back with a
 * {@link io.github.dkredis.RedisUnavailableException}. If Redis is lost after that, or this process is killed, the
 * tombstones end after the transaction limit: until then the entries are loaded by each caller, and no old value is
 * stored. The limit has to be longer than a commit can take.
 *
 * <p>Without a transaction, the entries are removed at once. Reactive transactions are not noticed, since they do not
 * belong to a thread.
 */
public final class CacheTransactions {

    private static final boolean SPRING_TX_IS_PRESENT = ClassUtils.isPresent(
            "org.springframework.transaction.support.TransactionSynchronizationManager",
            CacheTransactions.class.getClassLoader());

    private final CacheInvalidator invalidator;

    /**
     * Invalidates entries of the caches of a client, with a transaction limit of 60 seconds.
     *
     * @param redis used, but not closed
     */
    public CacheTransactions(DkRedis redis) {
        this.invalidator = redis.invalidator();
    }

    /**
     * Invalidates entries of the caches of a client.
     *
     * @param redis used, but not closed
     * @param limit how long a tombstone stands at most, from 1 ms to a thousand years
     * @throws IllegalArgumentException if the limit is out of bounds
     */
    public CacheTransactions(DkRedis redis, Duration limit) {
        this.invalidator = redis.invalidator().transactionLimit(limit);
    }

    /**
     * Invalidates entries with the current transaction: the tombstones are placed just before its commit.
     *
     * @param entries keys of the object cache, and references to entries of named caches
     *     ({@link io.github.dkredis.cache.NamedCache#entry})
     * @throws io.github.dkredis.RedisUnavailableException if there is no transaction, and Redis cannot be reached
     */
    public void invalidate(Collection<?> entries) {
        List<Object> keys = List.copyOf(entries);
        TransactionInvalidations transaction = joined();
        if (transaction == null) {
            removeNow(keys);
        } else {
            transaction.invalidate(keys);
        }
    }

    /**
     * Invalidates entries with the current transaction, and places their tombstones before this method returns. This is
     * for code that may run after the other callbacks before the commit, as the callbacks of JPA do when the commit
     * itself writes the changes to the database.
     *
     * @param entries as for {@link #invalidate}
     * @throws io.github.dkredis.RedisUnavailableException if Redis cannot be reached
     */
    public void invalidateAtOnce(Collection<?> entries) {
        List<Object> keys = List.copyOf(entries);
        TransactionInvalidations transaction = joined();
        if (transaction == null) {
            removeNow(keys);
        } else {
            transaction.invalidateAtOnce(keys);
        }
    }

    /** The removal voids every load that is running, as a tombstone would. */
    private void removeNow(List<Object> keys) {
        invalidator.<Object>deleting(() -> keys, () -> null);
    }

    /** Returns what the current transaction invalidates; null without a transaction. */
    @Nullable
    TransactionInvalidations joined() {
        return SPRING_TX_IS_PRESENT
                ? TransactionBinding.joined(this, () -> new TransactionInvalidations(invalidator))
                : null;
    }

    /** Returns what the current transaction has invalidated; null if that is nothing, or without a transaction. */
    @Nullable
    TransactionInvalidations existing() {
        return SPRING_TX_IS_PRESENT ? TransactionBinding.existing(this) : null;
    }

    /** {@return the transaction limit} */
    @Override
    public String toString() {
        return "CacheTransactions[" + invalidator + "]";
    }
}
