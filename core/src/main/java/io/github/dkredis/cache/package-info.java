/**
 * Caches that all processes share: single flight over all clients, no stale value after an invalidation, Python's
 * entries.
 *
 * <p>{@link io.github.dkredis.cache.NamedCache} is a named cache, {@link io.github.dkredis.cache.ObjectCache} is
 * Python's; {@link io.github.dkredis.cache.Cache} is what both have in common. The inside, from the caller to Redis:
 *
 * <ul>
 *   <li>{@code CacheCalls} has the operations with the caller's types, {@code CacheOperations} without.
 *       {@code CacheRegistry} opens caches, {@code CacheResources} is what all caches of a client share.
 *   <li>{@code EntryLoader} is a {@code get} with a loader, {@code BulkLoader} a {@code getAll} with a loader; the
 *       state of each key is an {@code EntryLoad}. {@code SingleFlight} shares the load of a {@code Flight} within this
 *       client, {@code FillLeases} over all clients. {@code LoadRunner} runs loaders, {@code BackgroundRefresher}
 *       refreshes what is still served. {@code LoadRules} has the decisions that follow from options.
 *   <li>{@code LoadNotifications} receives the messages about loads of other clients. {@code Tracking} makes the server
 *       track what is read over a connection of its own. {@code NearCache} and {@code GenerationSource} keep what is
 *       tracked.
 *   <li>{@code EntryReader} reads entries, {@code EntryFormat} encodes and decodes them. {@code KeySpace} and
 *       {@code EntryAddress} name them in Redis. {@code CacheScripts} has the commands and scripts.
 * </ul>
 *
 * <p>No lock is held during a wait, and no code of the caller runs on the event loop or under a lock.
 */
@NullMarked
package io.github.dkredis.cache;

import org.jspecify.annotations.NullMarked;
