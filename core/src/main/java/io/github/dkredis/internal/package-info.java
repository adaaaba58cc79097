/**
 * What several features share: the link to Redis, the requests on it, the scripts, waiting. Nothing here is public API.
 *
 * <p>The way of a command: a feature describes it as an {@link io.github.dkredis.internal.command.Call}; waiting for it
 * ({@code await}) or asking for its stage ({@code stage}) makes a {@link io.github.dkredis.internal.command.PendingCommand}, which
 * passes the {@link io.github.dkredis.internal.connection.InFlightLimiter} (bounded requests in flight) and goes out through the {@link
 * io.github.dkredis.internal.connection.ReconnectingConnection}, the one connection. Lettuce encodes it, reads its reply and completes it on the event
 * loop; the caller's thread, or the executor for a stage, turns the reply into a value.
 *
 * <p><b>At most once.</b> Lettuce's own reconnect is off, because it would send again what was in flight. A request knows
 * whether its bytes were handed to the socket ({@code NEW} or {@code WRITTEN}); when the connection goes, or the time
 * limit passes, this table decides:
 *
 * <table>
 * <caption>What becomes of a request without a reply</caption>
 * <tr><th>state</th><th>repeat</th><th>connection lost</th><th>time limit, interrupt</th></tr>
 * <tr><td>NEW</td><td>any</td><td>sent on the next connection</td><td>never sent; unavailable</td></tr>
 * <tr><td>WRITTEN</td><td>IDEMPOTENT</td><td>sent on the next connection</td><td>unavailable</td></tr>
 * <tr><td>WRITTEN</td><td>NEVER</td><td>outcome unknown</td><td>outcome unknown</td></tr>
 * </table>
 */
@NullMarked
package io.github.dkredis.internal;

import org.jspecify.annotations.NullMarked;
