/**
 * Caches that all processes share: one loader at a time, nothing old after an invalidation, Python's entries.
 *
 * <p>{@link io.github.dkredis.cache.Cache} is a named cache, {@link io.github.dkredis.cache.ObjectCache} Python's. How it works
 * inside:
 *
 * <ul>
 *   <li>{@code CacheOperations} is one cache; {@code CacheCalls} gives it types. {@code Loading} is the way of a {@code get} with a
 *       loader: {@code Flight} shares it in this client, {@code LeaseReply} is what the fleet says to a miss, {@code LoadRunner} runs the
 *       loader and stores. {@code BulkLoading} is the same for many keys.
 *   <li>{@code LoadNotifications} is this client among the others: tokens, messages, who waits. {@code Tracking} has the server watch what is
 *       read over the push link, in sessions. {@code NearCache} keeps such entries; {@code GenerationSource} keeps the generation.
 *   <li>{@code CacheScripts} are the steps in Redis; {@code KeySpace} and {@code EntryAddress} are the names of entries.
 * </ul>
 *
 * <p>No lock is held while anything is waited for, and no caller's code runs on an event loop or under a lock.
 */
@NullMarked
package io.github.dkredis.cache;

import org.jspecify.annotations.NullMarked;
