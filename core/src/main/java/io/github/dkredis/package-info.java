/**
 * The client, {@link io.github.dkredis.DkRedis}, and the exceptions and events that all features share.
 *
 * <p>Each feature has its own package:
 *
 * <ul>
 *   <li>{@link io.github.dkredis.value}: any value under a key
 *   <li>{@link io.github.dkredis.hash}: a hash as a map, one field of many hashes
 *   <li>{@link io.github.dkredis.atomic}: atomic changes of one key
 *   <li>{@link io.github.dkredis.lock}: mutexes and fetch locks
 *   <li>{@link io.github.dkredis.limit}: rate limiters and cooldowns
 *   <li>{@link io.github.dkredis.cache}: caches, cached functions, invalidation around a transaction
 *   <li>{@link io.github.dkredis.codec}: values as bytes
 * </ul>
 */
@NullMarked
package io.github.dkredis;

import org.jspecify.annotations.NullMarked;
