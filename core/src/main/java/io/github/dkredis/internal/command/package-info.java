/**
 * What is sent to Redis: the kinds of commands with their retry policies, single calls, scripts, and commands that wait
 * for their reply. How they get there is in {@code internal.connection}.
 */
@NullMarked
package io.github.dkredis.internal.command;

import org.jspecify.annotations.NullMarked;
