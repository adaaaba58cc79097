/** The faults of a chaos run: their schedule, which a seed reproduces, and the servers that they strike. */
@NullMarked
package io.github.dkredis.chaos.nemesis;

import org.jspecify.annotations.NullMarked;
