/**
 * The command {@code bench}: measures the product and its peers side by side, in one run, against a private server.
 *
 * <ul>
 *   <li>{@link io.github.dkredis.benchmarks.Bench} is the command line; it runs each
 *       {@link io.github.dkredis.benchmarks.Suite} with a {@link io.github.dkredis.benchmarks.BenchRun}.
 *   <li>A suite consists of {@link io.github.dkredis.benchmarks.Workload}s, each of which is measured in several
 *       layouts of JVMs and threads; {@link io.github.dkredis.benchmarks.WorkloadSuite} does that for most suites.
 *   <li>{@code harness} measures: warm-ups, alternating windows, worker JVMs, latency, allocation, commands.
 *   <li>{@code report} writes tables and JSON lines.
 *   <li>Each further package is one suite with its subjects.
 * </ul>
 */
@NullMarked
package io.github.dkredis.benchmarks;

import org.jspecify.annotations.NullMarked;
