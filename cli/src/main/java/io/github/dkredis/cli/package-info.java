/**
 * The command line {@code dkredis}: reads and changes values, hashes, atomics and caches, runs programs under locks,
 * and lists locks.
 *
 * <p>{@link io.github.dkredis.cli.Dkredis} is the main class, and {@code GlobalOptions} holds the options that all
 * commands share. Each command extends {@code RedisCommand}: it checks its arguments before it connects, and returns an
 * {@code ExitCode}. {@code StoredCodec} converts between JSON and the bytes in Redis, {@code ValueView} makes JSON of
 * Python values that have no JSON form, and {@code FailureHandler} turns exceptions into messages.
 *
 * <p>The command line is released together with the library, so it may use the names of keys in {@code internal.Keys},
 * which other programs should not.
 */
@NullMarked
package io.github.dkredis.cli;

import org.jspecify.annotations.NullMarked;
