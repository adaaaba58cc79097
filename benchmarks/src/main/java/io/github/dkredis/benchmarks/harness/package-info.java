/**
 * Measures contenders side by side: warm-ups, then windows in alternating order, with their time, memory and commands.
 *
 * <ul>
 *   <li>What is measured: a {@link io.github.dkredis.benchmarks.harness.Subject} opens a
 *       {@link io.github.dkredis.benchmarks.harness.Load} in each JVM.
 *       {@link io.github.dkredis.benchmarks.harness.LocalContender} runs it in this JVM,
 *       {@link io.github.dkredis.benchmarks.harness.MultiJvmContender} in
 *       {@link io.github.dkredis.benchmarks.harness.WorkerProcesses}, each of which is a
 *       {@link io.github.dkredis.benchmarks.harness.Worker}.
 *   <li>How: {@link io.github.dkredis.benchmarks.harness.SideBySide} asks each contender for one
 *       {@link io.github.dkredis.benchmarks.harness.Sample} per window and returns an
 *       {@link io.github.dkredis.benchmarks.harness.Outcome}.
 *   <li>What else is counted: {@link io.github.dkredis.benchmarks.harness.ServerProbe} (the server's work),
 *       {@link io.github.dkredis.benchmarks.harness.CommandCountingContender} (what the client sends),
 *       {@link io.github.dkredis.benchmarks.harness.RoundTripMeter} (the round trips an operation waits for).
 * </ul>
 */
@NullMarked
package io.github.dkredis.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
