/**
 * What {@code dkredis demo} shows: one class a step, each on the {@link io.github.dkredis.cli.demo.Stage} with figures
 * that it measures there and then.
 */
@NullMarked
package io.github.dkredis.cli.demo;

import org.jspecify.annotations.NullMarked;
