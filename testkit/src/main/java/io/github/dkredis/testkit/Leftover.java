package io.github.dkredis.testkit;

/** What a test may leave behind without meaning to. */
public enum Leftover {
    /** A thread that was not there before. */
    THREADS,
    /** A connection to the server that was not there before. */
    CONNECTIONS,
    /** A key that never expires. */
    KEYS_WITHOUT_TTL,
    /** Any key at all. */
    KEYS
}
