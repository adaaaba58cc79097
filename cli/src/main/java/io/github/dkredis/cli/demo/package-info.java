/**
 * {@code dkredis demo}: each {@link io.github.dkredis.cli.demo.Step} shows a problem, the naive way to solve it and the
 * way of this library, with figures that it measures while it runs. Several processes take part in most steps:
 * {@link io.github.dkredis.cli.demo.WorkerPool} starts JVMs that run {@link io.github.dkredis.cli.demo.Worker} and does
 * its {@link io.github.dkredis.cli.demo.WorkerTask tasks} there, one line over stdin and stdout at a time.
 */
@NullMarked
package io.github.dkredis.cli.demo;

import org.jspecify.annotations.NullMarked;
