/** The suite {@code field}: one field of very many small hashes. */
@NullMarked
package io.github.dkredis.benchmarks.field;

import org.jspecify.annotations.NullMarked;
