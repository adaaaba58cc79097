/** What a run prints and writes: tables with ratios, and one JSON object a line. */
@NullMarked
package io.github.dkredis.benchmarks.report;

import org.jspecify.annotations.NullMarked;
