/**
 * The suite {@code field}: one field of very many small hashes. Each subject is a
 * {@link io.github.dkredis.benchmarks.field.FieldClient}; while a
 * {@link io.github.dkredis.benchmarks.field.FieldContender} reads, {@link io.github.dkredis.benchmarks.field.PingProbe}
 * measures the delay of other clients.
 */
@NullMarked
package io.github.dkredis.benchmarks.field;

import org.jspecify.annotations.NullMarked;
