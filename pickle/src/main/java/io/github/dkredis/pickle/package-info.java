/**
 * Python's pickle, as data: {@link io.github.dkredis.pickle.Pickle} reads and writes, {@link
 * io.github.dkredis.pickle.PickleKeys} names cache entries as Python does, and the {@code Py…} types stand for
 * what Python has and Java has not, so that a value read is written back as what it was.
 *
 * <p>Inside: {@code PickleReader} runs the opcodes over a {@code ReadStack}; {@code Constructors} is the closed list of
 * what a pickle may build; {@code ValueWriter} writes values (protocol 4), {@code KeyWriter} keys (protocol 1, byte for
 * byte CPython's).
 */
@NullMarked
package io.github.dkredis.pickle;

import org.jspecify.annotations.NullMarked;
