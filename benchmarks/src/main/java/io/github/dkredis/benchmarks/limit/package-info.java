/** Rate limits: what a permit costs, from one resource and from many, and what a refusal costs. */
@NullMarked
package io.github.dkredis.benchmarks.limit;

import org.jspecify.annotations.NullMarked;
