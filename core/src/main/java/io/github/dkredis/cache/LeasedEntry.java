package io.github.dkredis.cache;

/** An entry whose fill lease may be held under a token. */
record LeasedEntry(EntryAddress address, String token) {}
