package io.github.dkredis.cache;

/**
 * A loaded value that is to be stored.
 *
 * @param value encoded
 * @param storedMillis how long Redis keeps it
 */
record Fill(EntryAddress address, LeaseReply.Granted lease, byte[] value, long storedMillis) {}
