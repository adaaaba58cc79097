/** Spring's cache, transactions and lock registries on dkredis. */
module io.github.dkredis.spring {
    requires static transitive org.jspecify;
    requires transitive io.github.dkredis;
    requires transitive spring.context;
    requires spring.beans;
    requires spring.core;
    requires spring.aop;
    // Each of these is needed only by the types that name it.
    requires static transitive spring.tx;
    requires static transitive spring.integration.core;
    requires static reactor.core;

    exports io.github.dkredis.spring;
}
