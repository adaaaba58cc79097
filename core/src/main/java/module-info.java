/** Values, hashes and atomic updates on Redis and Valkey, shared with Python. */
module io.github.dkredis {
    requires static transitive org.jspecify;
    requires lettuce.core;
    requires tools.jackson.databind;

    exports io.github.dkredis;
    exports io.github.dkredis.codec;
    exports io.github.dkredis.codec.pickle;
}
