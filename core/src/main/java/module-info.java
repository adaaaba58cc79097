/** Typed values, hashes, atomic updates, locks, rate limits and caches on Redis and Valkey, shared with Python. */
module io.github.dkredis {
    requires static transitive org.jspecify;
    requires transitive io.github.dkredis.pickle;
    requires transitive lettuce.core;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    // Lettuce is an automatic module and cannot require what it needs. Lettuce 7 also needs io.netty.resolver.dns,
    // which
    // Lettuce 6.6 does not bring, so an application with Lettuce 7 on the module path must require that module itself.
    requires io.netty.handler;
    requires reactor.core;
    requires com.github.benmanes.caffeine;
    requires transitive tools.jackson.databind;

    exports io.github.dkredis;
    exports io.github.dkredis.atomic;
    exports io.github.dkredis.cache;
    exports io.github.dkredis.codec;
    exports io.github.dkredis.hash;
    exports io.github.dkredis.limit;
    exports io.github.dkredis.lock;
    exports io.github.dkredis.value;
}
