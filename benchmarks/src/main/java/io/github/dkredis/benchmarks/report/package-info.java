/**
 * The output of a run. A {@link io.github.dkredis.benchmarks.report.Report} writes each
 * {@link io.github.dkredis.benchmarks.report.ResultTable} with its {@link io.github.dkredis.benchmarks.report.Column}s
 * as text, and as one JSON object per subject and line.
 */
@NullMarked
package io.github.dkredis.benchmarks.report;

import org.jspecify.annotations.NullMarked;
