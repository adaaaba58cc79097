package io.github.dkredis.internal.connection;

/**
 * The search for the primary while the connection in use leads to another server. That connection stays in use, since
 * it answers reads and may become the primary again.
 *
 * @param from the connection that is to be replaced
 * @param why what is wrong with it
 * @param sinceNanos the moment of {@link System#nanoTime} at which the search began
 */
record PrimarySearch(ServerConnection from, String why, long sinceNanos) {}
