package io.github.dkredis.spring;

import io.github.dkredis.DkRedis;
import java.time.Duration;
import java.util.Objects;
import org.h2.jdbcx.JdbcDataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A process that evicts an entry in a transaction, and dies after the tombstone and before the commit. */
final class KilledInCommit {

    static final int KILLED = 17;
    static final Duration LIMIT = Duration.ofMinutes(10);

    private KilledInCommit() {}

    public static void main(String[] arguments) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:killed");
        DkRedis redis = Clients.connect(arguments[0], Duration.ofSeconds(60));
        DkRedisCacheManager manager = DkRedisCacheManager.builder(redis)
                .transactions(new CacheTransactions(redis, LIMIT))
                .build();
        new TransactionTemplate(new DataSourceTransactionManager(database)).executeWithoutResult(status -> {
            Objects.requireNonNull(manager.getCache("accounts")).evict(1);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                    Runtime.getRuntime().halt(KILLED);
                }
            });
        });
    }
}
