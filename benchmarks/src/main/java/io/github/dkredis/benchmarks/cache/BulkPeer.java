package io.github.dkredis.benchmarks.cache;

import io.github.dkredis.benchmarks.harness.LoadContext;
import java.util.List;
import java.util.Map;

/** A cache that is asked for many keys at once, and compared with others. */
record BulkPeer(String name, String version, Trips trips, Opener opener) {

    /** How many round trips a call waits for. */
    enum Trips {
        /** A number that does not depend on the number of keys. */
        FEW,
        /** One or more for each key that must be loaded. */
        EACH_KEY
    }

    @FunctionalInterface
    interface Opener {
        Client open(LoadContext context, BulkSource source) throws Exception;
    }

    /** An open cache. */
    interface Client extends AutoCloseable {

        /** Returns the values of all keys; missing values are loaded from the source and cached. */
        Map<String, String> getAll(List<String> keys) throws Exception;

        @Override
        void close();
    }
}
