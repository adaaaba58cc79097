package io.github.dkredis.testkit;

/** What a test can leave behind by mistake. */
public enum Leftover {
    /** Threads that were not there before. */
    THREADS,
    /** Connections to the server that were not there before. */
    CONNECTIONS,
    /** Keys that never expire. */
    KEYS_WITHOUT_TTL,
    /** Keys of any kind. */
    KEYS
}
