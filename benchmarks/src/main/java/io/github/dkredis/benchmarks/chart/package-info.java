/**
 * Draws the results of a run as SVG, from the lines of JSON that it writes with {@code --json}: throughput as bars with
 * the spread of the windows, and latencies as curves over the share of operations.
 */
@NullMarked
package io.github.dkredis.benchmarks.chart;

import org.jspecify.annotations.NullMarked;
