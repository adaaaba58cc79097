/**
 * What the processes of a chaos run observed, and the rules that their history must obey. Nothing here does any I/O
 * except reading the files, so every rule is tested with histories that were written by hand.
 */
@NullMarked
package io.github.dkredis.chaos.history;

import org.jspecify.annotations.NullMarked;
