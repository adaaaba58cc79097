package io.github.dkredis.spring;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Binds the invalidations of one transaction to its thread, and tells them of its end. While the transaction is
 * suspended, the thread has those of another transaction or none.
 */
final class TransactionBinding implements TransactionSynchronization {

    private final CacheTransactions owner;
    private final TransactionInvalidations invalidations;

    private TransactionBinding(CacheTransactions owner, TransactionInvalidations invalidations) {
        this.owner = owner;
        this.invalidations = invalidations;
    }

    static @Nullable TransactionInvalidations existing(CacheTransactions owner) {
        // A transaction that another thread completed leaves its binding behind.
        return TransactionSynchronizationManager.getResource(owner) instanceof TransactionBinding bound
                        && !bound.invalidations.isEnded()
                ? bound.invalidations
                : null;
    }

    static @Nullable TransactionInvalidations joined(
            CacheTransactions owner, Supplier<TransactionInvalidations> invalidations) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.isSynchronizationActive()) {
            return null;
        }
        TransactionInvalidations existing = existing(owner);
        if (existing != null) {
            return existing;
        }
        TransactionBinding binding = new TransactionBinding(owner, invalidations.get());
        TransactionSynchronizationManager.unbindResourceIfPossible(owner);
        TransactionSynchronizationManager.bindResource(owner, binding);
        TransactionSynchronizationManager.registerSynchronization(binding);
        return binding.invalidations;
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResourceIfPossible(owner);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(owner, this);
    }

    @Override
    public void savepointRollback(Object savepoint) {
        invalidations.forgetValues();
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        invalidations.beforeCommit();
    }

    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResourceIfPossible(owner);
        invalidations.afterCompletion(
                status == STATUS_COMMITTED
                        ? TransactionInvalidations.Outcome.COMMITTED
                        : TransactionInvalidations.Outcome.NOT_KNOWN_AS_COMMITTED);
    }
}
