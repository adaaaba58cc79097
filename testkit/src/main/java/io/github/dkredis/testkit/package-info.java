/**
 * Real Redis and Valkey servers for tests, and tools to make them, their network and their clients fail.
 *
 * <ul>
 *   <li>Servers: {@link io.github.dkredis.testkit.RedisServer} starts a private server that can be killed, stopped,
 *       paused and restarted, counts what it ran, and is gone with the JVM.
 *       {@link io.github.dkredis.testkit.RedisBinary} finds the programs: an embedded one, and the installed ones.
 *   <li>Faults: {@link io.github.dkredis.testkit.FaultProxy} stands between client and server and delays, stalls and
 *       cuts connections or loses replies; {@link io.github.dkredis.testkit.FakeRedis} sends replies that a real server
 *       does not send.
 *   <li>JUnit: {@link io.github.dkredis.testkit.RedisTest} runs a class once per server and checks with
 *       {@link io.github.dkredis.testkit.LeftoverCheck} that no thread, connection or key is left;
 *       {@link io.github.dkredis.testkit.WithRedis} gives a class one server, also with the older JUnit 5.12. Only this
 *       part needs JUnit, which is an optional dependency.
 *   <li>Tools: {@link io.github.dkredis.testkit.Await} waits for a condition,
 *       {@link io.github.dkredis.testkit.RespConnection} speaks RESP without any Redis library,
 *       {@link io.github.dkredis.testkit.PythonProcess} runs Python scripts, and
 *       {@link io.github.dkredis.testkit.ManagedTempDir} is a directory that is gone with the JVM.
 * </ul>
 *
 * <p>Inside the package, a server is {@code RedisServer} → {@code ServerLifecycle} (starts and ends) →
 * {@code ServerProcess} (one run) in a {@code ServerEndpoint} (ports and files). A proxy is {@code FaultProxy} →
 * {@code ProxyLoop} (its thread) → {@code ProxiedConnection} → two {@code ProxyFlow}s, one per direction.
 */
@NullMarked
package io.github.dkredis.testkit;

import org.jspecify.annotations.NullMarked;
