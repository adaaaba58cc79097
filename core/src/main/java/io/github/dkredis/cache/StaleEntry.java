package io.github.dkredis.cache;

/** An entry that was read and is to be refreshed. */
record StaleEntry(EntryAddress address, ReadResult.Version version) {}
