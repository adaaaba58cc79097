/**
 * Real Redis and Valkey servers for tests, and the faults that networks have.
 *
 * <ul>
 *   <li>{@link io.github.dkredis.testkit.RedisServer}: a server of one's own; it can be killed, stopped, paused and started
 *       again, asked what it ran and who is connected, and it is gone with the JVM.
 *   <li>{@link io.github.dkredis.testkit.RedisBinary}: which servers there are: one that comes with this library, and the
 *       installed ones.
 *   <li>{@link io.github.dkredis.testkit.RedisTest}: a JUnit class with a server, run once for each there is.
 *   <li>{@link io.github.dkredis.testkit.FaultProxy}: between client and server; delays, stalls, cuts, loses replies.
 *   <li>{@link io.github.dkredis.testkit.FakeRedis}: replies that no real server gives.
 *   <li>{@link io.github.dkredis.testkit.Leftovers}: which threads, connections and keys a test has left behind.
 *   <li>{@link io.github.dkredis.testkit.Await}: waits for a condition instead of for a time.
 *   <li>{@link io.github.dkredis.testkit.RespConnection}: a connection without any Redis library.
 *   <li>{@link io.github.dkredis.testkit.PythonProcess}: what Python says to the same data.
 * </ul>
 *
 * <p>Only {@code @RedisTest} needs JUnit, which this library leaves to whoever uses it.
 */
@NullMarked
package io.github.dkredis.testkit;

import org.jspecify.annotations.NullMarked;
