/**
 * The command {@code dkredis}. {@link io.github.dkredis.cli.Dkredis} holds the options that all commands share and runs
 * one; each other command is a class that extends {@code RedisCommand}, checks its arguments before it connects, and
 * answers with an {@code ExitCode}. {@code Form} turns JSON into what is stored and back; {@code ValueView} shows what
 * JSON has no form for.
 */
@NullMarked
package io.github.dkredis.cli;

import org.jspecify.annotations.NullMarked;
