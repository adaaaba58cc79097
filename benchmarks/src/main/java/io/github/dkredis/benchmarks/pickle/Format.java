package io.github.dkredis.benchmarks.pickle;

/**
 * A way to turn values into bytes and back, in this JVM.
 *
 * @param name as in the table
 * @param version of the library behind it
 * @param writer value to bytes
 * @param reader bytes to value
 */
record Format(String name, String version, Conversion<Object, byte[]> writer, Conversion<byte[], Object> reader) {

    @FunctionalInterface
    interface Conversion<A, B> {
        B apply(A from) throws Exception;
    }
}
