package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.benchmarks.harness.LoadContext;

/**
 * One library doing one thing with one of several keys.
 *
 * @param call does it once
 * @param closing closes the library
 */
record Operation(Call call, Runnable closing) {

    /** Opens the library for all threads of one JVM, with all keys that it needs. */
    @FunctionalInterface
    interface Opener {
        Operation open(LoadContext context, Shape shape) throws Exception;
    }

    /** What the library does. */
    @FunctionalInterface
    interface Call {
        /**
         * Does it once, and checks the result.
         *
         * @param key the number of the key, from 0
         */
        void run(int key) throws Exception;
    }
}
