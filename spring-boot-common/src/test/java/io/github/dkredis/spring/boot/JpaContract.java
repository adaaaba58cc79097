package io.github.dkredis.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.spring.CachedEntity;
import io.github.dkredis.spring.CachedEntityListener;
import io.github.dkredis.testkit.RedisServer;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** JPA as Spring Boot configures it: it takes the listeners of entities from Spring by itself. */
public abstract class JpaContract {

    /** A row. */
    @Entity(name = "customer")
    @EntityListeners(CachedEntityListener.class)
    @CachedEntity(cache = "customers", keys = "id")
    public static class Customer {

        @Id
        private int id;

        private String name;

        /** For JPA. */
        protected Customer() {
            this(0, "");
        }

        Customer(int id, String name) {
            this.id = id;
            this.name = name;
        }

        /** {@return the key} */
        public int getId() {
            return id;
        }
    }

    /** Reads rows, with a cache in front. */
    public static class Customers {

        private final EntityManager manager;

        Customers(EntityManagerFactory factory) {
            this.manager = SharedEntityManagerCreator.createSharedEntityManager(factory);
        }

        /** {@return the name in the database, or the one that was read before} */
        @Cacheable(cacheNames = "customers", sync = true)
        public String name(int id) {
            return manager.find(Customer.class, id).name;
        }

        void add(Customer customer) {
            manager.persist(customer);
        }

        void rename(int id, String name) {
            manager.find(Customer.class, id).name = name;
            manager.flush();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    static class Application {

        @Bean
        Customers customers(EntityManagerFactory factory) {
            return new Customers(factory);
        }

        @Bean
        TransactionTemplate transactions(PlatformTransactionManager manager) {
            return new TransactionTemplate(manager);
        }
    }

    @Test
    void entity_thatIsSaved_isReadAsItIsInTheDatabase() {
        try (RedisServer server = RedisServer.start()) {
            Runners.withDatabase(Application.class)
                    .withPropertyValues("spring.data.redis.port=" + server.port())
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        Customers customers = context.getBean(Customers.class);
                        TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
                        transaction.executeWithoutResult(status -> customers.add(new Customer(1, "Ada")));
                        assertThat(customers.name(1)).isEqualTo("Ada");

                        transaction.executeWithoutResult(status -> customers.rename(1, "Grace"));
                        assertThat(customers.name(1)).isEqualTo("Grace");

                        transaction.executeWithoutResult(status -> {
                            customers.rename(1, "Eve");
                            status.setRollbackOnly();
                        });
                        assertThat(customers.name(1)).isEqualTo("Grace");
                    });
        }
    }
}
