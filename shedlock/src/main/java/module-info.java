/** A lock provider for ShedLock on the mutex of dkredis. */
module io.github.dkredis.shedlock {
    requires static transitive org.jspecify;
    requires transitive io.github.dkredis;
    requires transitive net.javacrumbs.shedlock.core;

    exports io.github.dkredis.shedlock;
}
