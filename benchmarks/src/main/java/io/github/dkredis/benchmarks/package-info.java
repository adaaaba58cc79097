/**
 * The command {@code bench}: product and peers measured side by side, in one run, against a server of its own.
 *
 * <p>{@link io.github.dkredis.benchmarks.Bench} is the command line, a {@link io.github.dkredis.benchmarks.Suite} a question,
 * {@code harness} the way of measuring, {@code report} what comes out, and each further package one suite with its subjects.
 */
@NullMarked
package io.github.dkredis.benchmarks;

import org.jspecify.annotations.NullMarked;
