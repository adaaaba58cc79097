package io.github.dkredis.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;

/** Entities of JPA, which a commit writes to the database only after every callback before it. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class JpaTransactionTest {

    @Entity(name = "customer")
    @EntityListeners(CachedEntityListener.class)
    @CachedEntity(cache = "customers", keys = "id")
    static class Customer {

        @Id
        private int id;

        private String name;

        protected Customer() {
            this(0, "");
        }

        Customer(int id, String name) {
            this.id = id;
            this.name = name;
        }

        public int getId() {
            return id;
        }

        String name() {
            return name;
        }

        void rename(String newName) {
            this.name = newName;
        }
    }

    /** A database that calls back when a connection is about to commit. */
    private static final class Database extends DelegatingDataSource {

        private Runnable beforeCommit = () -> {};

        Database(JdbcDataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("commit")) {
                            beforeCommit.run();
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    private DkRedis redis;
    private DkRedis other;
    private NamedCache<Object, String> cache;
    private Database database;
    private LocalContainerEntityManagerFactoryBean factoryBean;
    private EntityManagerFactory entityManagers;
    private TransactionTemplate transaction;

    @BeforeEach
    void start(RedisServer server) throws ReflectiveOperationException {
        redis = Clients.connect(server);
        other = Clients.connect(server);
        DkRedisCacheManager manager = DkRedisCacheManager.builder(redis)
                .type("customers", String.class)
                .build();
        cache = other.cache("customers", Object.class, String.class);
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        database = new Database(h2);
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("cachedEntities", new CachedEntities(manager));
        factoryBean = new LocalContainerEntityManagerFactoryBean();
        factoryBean.setDataSource(database);
        factoryBean.setManagedTypes(PersistenceManagedTypes.of(Customer.class.getName()));
        factoryBean.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factoryBean.setJpaPropertyMap(
                Map.of("hibernate.hbm2ddl.auto", "create", "hibernate.resource.beans.container", listenersOf(beans)));
        factoryBean.afterPropertiesSet();
        entityManagers = factoryBean.getObject();
        transaction = new TransactionTemplate(new JpaTransactionManager(entityManagers));
    }

    /** Spring's container of Hibernate's listeners, whose package differs between 6.2 and 7. */
    private static Object listenersOf(DefaultListableBeanFactory beans) throws ReflectiveOperationException {
        String ofSpring7 = "org.springframework.orm.jpa.hibernate.SpringBeanContainer";
        ClassLoader loader = JpaTransactionTest.class.getClassLoader();
        return ClassUtils.forName(
                        ClassUtils.isPresent(ofSpring7, loader)
                                ? ofSpring7
                                : "org.springframework.orm.hibernate5.SpringBeanContainer",
                        loader)
                .getConstructor(ConfigurableListableBeanFactory.class)
                .newInstance(beans);
    }

    @AfterEach
    void close() {
        factoryBean.destroy();
        redis.close();
        other.close();
    }

    private void inTransaction(Consumer<EntityManager> action) {
        transaction.executeWithoutResult(
                status -> action.accept(EntityManagerFactoryUtils.getTransactionalEntityManager(entityManagers)));
    }

    /** Reads an entity through the cache of another instance; the database's row is that before the commit. */
    private String read(String row) {
        return cache.get(1, key -> row);
    }

    /** Planted once: tombstones in a callback before the commit. JPA wrote the entity after it, so there were none. */
    @Test
    void update_writtenByTheCommit_hasItsTombstoneBefore() {
        inTransaction(manager -> manager.persist(new Customer(1, "Ada")));
        assertThat(read("Ada")).isEqualTo("Ada");

        database.beforeCommit = () -> read("Ada"); // another instance reads the old row just before the commit
        inTransaction(manager -> manager.find(Customer.class, 1).rename("Grace"));

        assertThat(read("Grace")).isEqualTo("Grace");
        assertThat(cache.get(1)).contains("Grace");
    }

    @Test
    void insertAndDelete_invalidateTheEntry() {
        database.beforeCommit = () -> cache.get(1, key -> null);
        assertThat(cache.get(1, key -> null)).isNull();
        inTransaction(manager -> manager.persist(new Customer(1, "Ada")));
        assertThat(cache.find(1).isHit()).isFalse();

        cache.put(1, "Ada");
        database.beforeCommit = () -> read("Ada");
        inTransaction(manager -> manager.remove(manager.find(Customer.class, 1)));
        assertThat(cache.find(1).isHit()).isFalse();
    }

    @Test
    void update_rollback_removesTheTombstone() {
        inTransaction(manager -> manager.persist(new Customer(1, "Ada")));
        transaction.executeWithoutResult(status -> {
            EntityManager manager = EntityManagerFactoryUtils.getTransactionalEntityManager(entityManagers);
            manager.find(Customer.class, 1).rename("Grace");
            manager.flush();
            assertThat(read("Ada")).isEqualTo("Ada");
            assertThat(cache.get(1)).as("the tombstone stands since the flush").isEmpty();
            status.setRollbackOnly();
        });

        assertThat(read("Ada")).isEqualTo("Ada");
        assertThat(cache.get(1)).contains("Ada");
    }
}
