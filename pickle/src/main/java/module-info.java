/** Reads and writes Python's pickle format as data: nothing that a pickle names is ever loaded or called. */
module io.github.dkredis.pickle {
    requires static transitive org.jspecify;

    exports io.github.dkredis.pickle;
}
