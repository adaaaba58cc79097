/**
 * The command {@code chaos}: several processes use every feature of the product while workers, servers and the network
 * between them fail; then their histories are checked.
 *
 * <ul>
 *   <li>{@link io.github.dkredis.chaos.worker}: what the processes do, and what they write down.
 *   <li>{@link io.github.dkredis.chaos.nemesis}: the faults, and the servers that they strike.
 *   <li>{@link io.github.dkredis.chaos.history}: the observations, and the rules that they must obey.
 * </ul>
 */
@NullMarked
package io.github.dkredis.chaos;

import org.jspecify.annotations.NullMarked;
