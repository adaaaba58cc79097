package io.github.dkredis.cache;

/**
 * An entry that could not be refreshed.
 *
 * @param failures how many refreshes have failed in a row
 * @param pauseMillis how long no client is to try again
 */
record FailedRefresh(EntryAddress address, long failures, long pauseMillis) {}
