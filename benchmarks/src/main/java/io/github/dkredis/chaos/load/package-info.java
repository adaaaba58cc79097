/**
 * The load run: very many callers at once for a long time, without faults; heap, threads and latencies are compared.
 */
@NullMarked
package io.github.dkredis.chaos.load;

import org.jspecify.annotations.NullMarked;
