package io.github.dkredis.benchmarks.pickle;

/**
 * A serialization format that a library of this JVM writes and reads.
 *
 * @param name as shown in the table
 * @param version the version of the library
 * @param writer converts a value to bytes
 * @param reader converts bytes to a value
 */
record Format(String name, String version, Conversion<Object, byte[]> writer, Conversion<byte[], Object> reader) {

    /** The name of the figure: the length of a value in bytes. */
    static final String BYTES = "bytes";

    @FunctionalInterface
    interface Conversion<A, B> {
        B apply(A from) throws Exception;
    }
}
