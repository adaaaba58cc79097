/** Spring's cache, transactions and lock registries on dkredis. */
module io.github.dkredis.spring {
    requires static transitive org.jspecify;
    requires transitive io.github.dkredis;
    requires transitive spring.context;
    requires transitive spring.beans;
    requires transitive spring.core;
    requires spring.expression;
    requires spring.aop;
    // Each of these is needed only by the types that name it.
    requires static transitive spring.tx;
    requires static transitive spring.integration.core;
    requires static transitive jakarta.persistence;

    exports io.github.dkredis.spring;

    // Core reads the components of the records that stand for Spring's keys; JPA makes the listener.
    opens io.github.dkredis.spring;
}
