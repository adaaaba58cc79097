/**
 * What several features share. Nothing here is public API.
 *
 * <p>A feature describes its work as an {@link io.github.dkredis.internal.Operation} made of calls. The blocking API
 * awaits the operation, the asynchronous API asks for its stage; an {@link io.github.dkredis.internal.Execution} runs
 * it. A {@link io.github.dkredis.internal.command.Call} becomes a
 * {@link io.github.dkredis.internal.command.PendingCommand}, which takes a permit (the number of commands in flight is
 * bounded) and is sent over the one connection. Lettuce encodes it, reads its reply and completes it on the event loop;
 * the caller's thread, or the executor for a stage, turns the reply into a result.
 *
 * <ul>
 *   <li>this package: operations and their execution, names of keys, text, durations
 *   <li>{@code command}: what is sent, with the retry policy of each command
 *   <li>{@code connection}: how it is sent, and how a lost connection is replaced
 * </ul>
 *
 * <p><b>At most once.</b> Lettuce's own reconnect is off, because it would repeat whatever was in flight. A pending
 * command knows whether its bytes were handed to the socket ({@code NEW} or {@code WRITTEN}). When the connection is
 * lost or the time limit has passed, this table decides:
 *
 * <table>
 * <caption>The outcome of a command without a reply</caption>
 * <tr><th>state</th><th>retry policy</th><th>connection lost</th><th>time limit, interrupt</th></tr>
 * <tr><td>NEW</td><td>any</td><td>sent on the next connection</td><td>never sent; unavailable</td></tr>
 * <tr><td>WRITTEN</td><td>IDEMPOTENT</td><td>sent on the next connection</td><td>unavailable</td></tr>
 * <tr><td>WRITTEN</td><td>NEVER</td><td>outcome unknown</td><td>outcome unknown</td></tr>
 * </table>
 */
@NullMarked
package io.github.dkredis.internal;

import org.jspecify.annotations.NullMarked;
