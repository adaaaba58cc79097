package io.github.dkredis.spring;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Rows of a table with a cache in front of it. Transactions are begun by the callers. */
class Accounts {

    private final JdbcTemplate jdbc;
    private final AtomicInteger reads = new AtomicInteger();

    Accounts(DataSource dataSource) throws SQLException {
        this.jdbc = new JdbcTemplate(dataSource);
        jdbc.execute("create table if not exists account (id int primary key, balance int)");
        jdbc.execute("delete from account");
        jdbc.execute("insert into account values (1, 10), (2, 20)");
    }

    public int reads() {
        return reads.get();
    }

    /** Reads the row itself. */
    public int stored(int id) {
        return jdbc.queryForObject("select balance from account where id = ?", Integer.class, id);
    }

    @Cacheable(cacheNames = "accounts", sync = true)
    public int balance(int id) {
        reads.incrementAndGet();
        return stored(id);
    }

    @Cacheable("accounts")
    public int balanceWithoutSync(int id) {
        reads.incrementAndGet();
        return stored(id);
    }

    @CacheEvict(cacheNames = "accounts", key = "#id")
    public void change(int id, int balance) {
        jdbc.update("update account set balance = ? where id = ?", balance, id);
    }

    @CachePut(cacheNames = "accounts", key = "#id")
    public int changeAndPut(int id, int balance) {
        jdbc.update("update account set balance = ? where id = ?", balance, id);
        return balance;
    }

    @CacheEvict(cacheNames = "accounts", allEntries = true)
    public void changeAll(int balance) {
        jdbc.update("update account set balance = ?", balance);
    }
}
