package io.github.dkredis.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Caches and transactions of JDBC, with two instances of an application on one database. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class TransactionTest {

    private final Applications applications = new Applications();
    private final JdbcDataSource database = new JdbcDataSource();
    private TransactionTemplate transaction;
    private Accounts here;
    private Elsewhere there;

    @BeforeEach
    void start(RedisServer server) {
        // Lives until its last connection is closed, which is this one.
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID());
        applications.closedAtTheEnd(connection());
        transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        here = application(client(server));
        there = applications.closedAtTheEnd(new Elsewhere(application(client(server))));
    }

    /** An instance whose calls do not belong to the transaction of this thread. */
    private static final class Elsewhere implements AutoCloseable {

        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Accounts accounts;

        Elsewhere(Accounts accounts) {
            this.accounts = accounts;
        }

        int balance(int id) {
            return call(() -> accounts.balance(id));
        }

        int balanceWithoutSync(int id) {
            return call(() -> accounts.balanceWithoutSync(id));
        }

        int stored(int id) {
            return call(() -> accounts.stored(id));
        }

        int reads() {
            return accounts.reads();
        }

        private int call(Callable<Integer> task) {
            try {
                return thread.submit(task).get(60, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }

    private AutoCloseable connection() {
        try {
            return database.getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        applications.close();
    }

    private DkRedis client(RedisServer server) {
        return applications.client(server);
    }

    private Accounts application(DkRedis redis) {
        AnnotationConfigApplicationContext context =
                applications.withCaching(redis, UnaryOperator.identity(), Accounts.class);
        context.registerBean(DataSource.class, () -> database);
        context.refresh();
        return context.getBean(Accounts.class);
    }

    private void inTransaction(Runnable action) {
        transaction.executeWithoutResult(status -> action.run());
    }

    private void rolledBack(Runnable action) {
        transaction.executeWithoutResult(status -> {
            action.run();
            status.setRollbackOnly();
        });
    }

    /** Runs after the callbacks before the commit that were registered earlier, those of the caches included. */
    private static void justBeforeTheCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                action.run();
            }
        });
    }

    private static void afterTheCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }

    // ---- commit and rollback

    /** Planted once: a removal before the commit instead of a tombstone. The reader's old row stayed. */
    @Test
    void evict_readerBetweenTombstoneAndCommit_leavesNoOldRow() {
        assertThat(there.balance(1)).isEqualTo(10);

        inTransaction(() -> {
            here.change(1, 11);
            assertThat(there.balance(1)).isEqualTo(10);
            assertThat(there.reads()).as("before the commit, the entry stays").isEqualTo(1);
            justBeforeTheCommit(() -> {
                assertThat(there.balance(1)).isEqualTo(10);
                assertThat(there.balance(1)).isEqualTo(10);
                assertThat(there.reads())
                        .as("the tombstone refuses the old row")
                        .isEqualTo(3);
            });
        });

        assertThat(there.balance(1)).isEqualTo(11);
        assertThat(there.balance(1)).isEqualTo(11);
        assertThat(there.reads()).isEqualTo(4);
        assertThat(here.balance(1)).isEqualTo(11);
    }

    @Test
    void evict_rollback_leavesTheEntry() {
        there.balance(1);

        rolledBack(() -> here.change(1, 11));

        assertThat(there.balance(1)).isEqualTo(10);
        assertThat(there.reads()).isEqualTo(1);
    }

    /** Planted once: tombstones that are removed after a commit only. The entry was not cached again. */
    @Test
    void evict_exceptionBeforeTheCommit_removesTheTombstone() {
        there.balance(1);

        assertThatThrownBy(() -> inTransaction(() -> {
                    here.change(1, 11);
                    justBeforeTheCommit(() -> {
                        throw new IllegalArgumentException("planned");
                    });
                }))
                .hasMessage("planned");

        assertThat(there.balance(1)).isEqualTo(10);
        assertThat(there.balance(1)).isEqualTo(10);
        assertThat(there.reads()).isEqualTo(2);
    }

    @Test
    void evict_byACallbackJustBeforeTheCommit_hasItsTombstone() {
        there.balance(1);
        there.balance(2);

        inTransaction(() -> {
            here.change(1, 11);
            justBeforeTheCommit(() -> {
                here.change(2, 22);
                there.balance(2);
            });
        });

        assertThat(there.balance(2)).isEqualTo(22);
    }

    /** As in a listener for events after the commit. Caught: there was nothing left that would have removed it. */
    @Test
    void evict_afterTheCommit_isDoneToo() {
        there.balance(1);

        inTransaction(() -> afterTheCommit(() -> here.change(1, 11)));

        assertThat(there.balance(1)).isEqualTo(11);
    }

    @Test
    void putAndClear_afterTheCommit_areDoneToo() {
        there.balance(1);
        there.balance(2);

        inTransaction(() -> afterTheCommit(() -> here.changeAll(7)));
        assertThat(there.balance(1)).isEqualTo(7);
        assertThat(there.balance(2)).isEqualTo(7);

        inTransaction(() -> afterTheCommit(() -> here.changeAndPut(1, 11)));
        assertThat(there.balance(1)).isEqualTo(11);
        assertThat(there.reads()).isEqualTo(4);
    }

    @Test
    void evict_withoutTransaction_isDoneAtOnce() {
        there.balance(1);

        here.change(1, 11);

        assertThat(there.balance(1)).isEqualTo(11);
    }

    // ---- nested and suspended transactions

    /** Planted once: invalidations that a suspended transaction leaves on its thread. The inner one removed nothing. */
    @Test
    void requiresNew_innerCommits_invalidatesItsOwnEntriesOnly() {
        TransactionTemplate inner = new TransactionTemplate(transaction.getTransactionManager());
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        there.balance(1);
        there.balance(2);

        rolledBack(() -> {
            here.change(1, 11);
            inner.executeWithoutResult(status -> here.change(2, 22));
            assertThat(there.balance(2)).isEqualTo(22);
            assertThat(there.balance(1)).isEqualTo(10);
            assertThat(there.reads()).isEqualTo(3);
            assertThat(here.balance(1)).as("the outer transaction goes on").isEqualTo(11);
        });

        assertThat(there.balance(1)).isEqualTo(10);
        assertThat(there.reads()).isEqualTo(3);
    }

    @Test
    void requiresNew_innerRollsBack_outerInvalidatesItsEntries() {
        TransactionTemplate inner = new TransactionTemplate(transaction.getTransactionManager());
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        there.balance(1);
        there.balance(2);

        inTransaction(() -> {
            here.change(1, 11);
            inner.executeWithoutResult(status -> {
                here.change(2, 22);
                status.setRollbackOnly();
            });
        });

        assertThat(there.balance(1)).isEqualTo(11);
        assertThat(there.balance(2)).isEqualTo(20);
        assertThat(there.reads()).isEqualTo(3);
    }

    @Test
    void nested_savepointIsRolledBack_outerInvalidatesItsEntries() {
        TransactionTemplate nested = new TransactionTemplate(transaction.getTransactionManager());
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        there.balance(1);

        inTransaction(() -> {
            here.change(1, 11);
            nested.executeWithoutResult(status -> {
                here.change(1, 12);
                status.setRollbackOnly();
            });
        });

        assertThat(there.balance(1)).isEqualTo(11);
    }

    // ---- reading and putting in a transaction

    @Test
    void read_afterOwnEviction_isNeitherFromTheCacheNorForOthers() {
        here.balance(1);

        rolledBack(() -> {
            here.change(1, 11);
            assertThat(here.balance(1)).isEqualTo(11);
            assertThat(here.balanceWithoutSync(1)).isEqualTo(11);
            assertThat(there.balance(1)).isEqualTo(10);
        });

        assertThat(here.balance(1)).isEqualTo(10);
        assertThat(there.reads()).isZero();
    }

    @Test
    void put_commit_isStoredForAll() {
        there.balance(1);

        inTransaction(() -> {
            assertThat(here.changeAndPut(1, 11)).isEqualTo(11);
            assertThat(there.balance(1)).isEqualTo(10);
            assertThat(here.balance(1)).isEqualTo(11);
            assertThat(here.reads()).as("a transaction reads its own row").isEqualTo(1);
            here.changeAndPut(1, 12);
        });

        assertThat(there.balance(1)).isEqualTo(12);
        assertThat(there.reads()).isEqualTo(1);
    }

    /** A put after the commit, whatever has happened, would undo the removal of another client. */
    @Test
    void put_anotherChangeOfTheEntryDuringTheCommit_isNotStored(RedisServer server) {
        DkRedis other = client(server);

        inTransaction(() -> {
            here.changeAndPut(1, 11);
            justBeforeTheCommit(
                    () -> other.cache("accounts", Object.class, Integer.class).remove(1));
        });

        assertThat(there.balance(1)).isEqualTo(11);
        assertThat(there.reads()).isEqualTo(1);
    }

    @Test
    void put_evictionFollowsInTheSameTransaction_isNotStored() {
        inTransaction(() -> {
            here.changeAndPut(1, 11);
            here.change(1, 12);
        });

        assertThat(there.balance(1)).isEqualTo(12);
    }

    /** A value that outlives its savepoint would be one that was rolled back. */
    @Test
    void put_savepointIsRolledBack_isNotStored() {
        TransactionTemplate nested = new TransactionTemplate(transaction.getTransactionManager());
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);

        inTransaction(() -> {
            here.change(1, 11);
            nested.executeWithoutResult(status -> {
                here.changeAndPut(1, 12);
                status.setRollbackOnly();
            });
        });

        assertThat(there.balance(1)).isEqualTo(11);
    }

    @Test
    void put_rollback_leavesTheEntry() {
        there.balance(1);

        rolledBack(() -> here.changeAndPut(1, 11));

        assertThat(there.balance(1)).isEqualTo(10);
        assertThat(there.reads()).isEqualTo(1);
    }

    @Test
    void resultWithoutSync_isStoredAfterTheCommitOnly() {
        rolledBack(() -> here.balanceWithoutSync(1));
        assertThat(here.balanceWithoutSync(1)).isEqualTo(10);
        assertThat(here.reads()).isEqualTo(2);

        inTransaction(() -> {
            here.balanceWithoutSync(2);
            there.balanceWithoutSync(2);
            here.change(1, 11);
        });

        there.balanceWithoutSync(2);
        assertThat(there.reads()).isEqualTo(1);
        assertThat(here.balanceWithoutSync(1)).isEqualTo(11);
    }

    @Test
    void clear_commit_invalidatesAllEntries() {
        there.balance(1);
        there.balance(2);

        inTransaction(() -> {
            here.changeAll(7);
            assertThat(there.balance(1)).isEqualTo(10);
            assertThat(here.balance(1)).isEqualTo(7);
            justBeforeTheCommit(() -> there.balance(2)); // is stored, and cleared after the commit
        });

        assertThat(there.balance(1)).isEqualTo(7);
        assertThat(there.balance(2)).isEqualTo(7);
    }

    // ---- the explicit interface

    @Test
    void cachedEntity_commit_invalidatesEachNamedEntry(RedisServer server) {
        DkRedis redis = client(server);
        DkRedisCacheManager manager = DkRedisCacheManager.builder(redis)
                .type("byId", String.class)
                .type("byName", String.class)
                .build();
        Cache byId = Objects.requireNonNull(manager.getCache("byId"));
        Cache byName = Objects.requireNonNull(manager.getCache("byName"));
        byId.put(1, "Ada");
        byName.put("Ada", "Ada");
        byName.put("Grace", "Grace");
        CachedEntities entities = new CachedEntities(manager);

        rolledBack(() -> entities.changed(new Person(1, "Ada")));
        assertThat(byId.get(1)).isNotNull();
        inTransaction(() -> {
            entities.changed(List.of(new Person(1, "Ada"), new Person(2, null)));
            assertThat(byName.get("Ada")).isNull();
            assertThat(byName.get("Grace")).isNotNull();
        });

        assertThat(byId.get(1)).isNull();
        assertThat(byName.get("Ada")).isNull();
        assertThat(byName.get("Grace")).isNotNull();
        assertThatThrownBy(() -> entities.changed("a")).isInstanceOf(IllegalArgumentException.class);
    }

    @CachedEntity(cache = "byId", keys = "id")
    @CachedEntity(cache = "byName", keys = "name")
    record Person(int id, @Nullable String name) {}

    @Test
    void invalidate_keysOfTheObjectCache_areRemovedWithTheTransaction(RedisServer server) {
        DkRedis redis = client(server);
        CacheTransactions transactions = new CacheTransactions(redis);
        redis.cache().put("a", 1);

        inTransaction(() -> {
            transactions.invalidate(List.of("a"));
            assertThat(redis.cache().get("a")).contains(1);
        });
        assertThat(redis.cache().get("a")).isEmpty();

        redis.cache().put("a", 1);
        transactions.invalidate(List.of("a"));
        assertThat(redis.cache().get("a")).isEmpty();
    }

    // ---- faults

    @Test
    void evict_redisIsLostBeforeTheCommit_rollsBack(RedisServer server, FaultProxy proxy) {
        DkRedis redis = applications.closedAtTheEnd(Clients.connect(proxy.uri().toString(), Duration.ofSeconds(1)));
        Accounts behindProxy = application(redis);
        there.balance(1);

        assertThatThrownBy(() -> inTransaction(() -> {
                    behindProxy.change(1, 11);
                    proxy.refuse();
                    proxy.cut();
                }))
                .isInstanceOf(RedisUnavailableException.class);

        assertThat(there.stored(1)).isEqualTo(10);
        assertThat(there.balance(1)).isEqualTo(10);
        proxy.accept();
    }

    @Test
    void evict_redisIsLostAfterTheTombstone_commitsAndStoresNoOldRow(RedisServer server, FaultProxy proxy) {
        // long enough for the tombstone on a busy machine; the removal waits in vain for it
        DkRedis redis = applications.closedAtTheEnd(Clients.connect(proxy.uri().toString(), Duration.ofSeconds(4)));
        Accounts behindProxy = application(redis);
        there.balance(1);

        inTransaction(() -> {
            behindProxy.change(1, 11);
            justBeforeTheCommit(() -> {
                proxy.refuse();
                proxy.cut();
            });
        });

        assertThat(there.stored(1)).isEqualTo(11);
        assertThat(there.balance(1)).isEqualTo(11);
        proxy.accept();
    }

    /**
     * Planted once: a removal before the commit instead of a tombstone. The second read found what the first had
     * stored.
     */
    @Test
    void evict_processIsKilledBetweenTombstoneAndCommit_tombstoneEnds(RedisServer server) throws Exception {
        there.balance(1);

        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-XX:TieredStopAtLevel=1",
                        KilledInCommit.class.getName(),
                        server.uri().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(KilledInCommit.KILLED);

        there.balance(1);
        there.balance(1);
        assertThat(there.reads()).as("the tombstone stands").isEqualTo(3);
        List<?> tombstones = (List<?>) Objects.requireNonNull(server.command("KEYS", "dkredis:cache-fill:*"));
        assertThat(tombstones).hasSize(1);
        String tombstone = String.valueOf(tombstones.get(0));
        assertThat((Long) server.command("PTTL", tombstone)).isBetween(1L, KilledInCommit.LIMIT.toMillis());
        server.command("DEL", tombstone); // as when its time has come
        there.balance(1);
        there.balance(1);
        assertThat(there.reads()).isEqualTo(4);
    }
}
