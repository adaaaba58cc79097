/** One lock that all want: what it costs, how fair it is, what happens when a process that has it or waits for it dies. */
@NullMarked
package io.github.dkredis.benchmarks.mutex;

import org.jspecify.annotations.NullMarked;
