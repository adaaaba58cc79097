/**
 * Python's pickle, as data: {@link io.github.dkredis.codec.pickle.PickleCodec} is the codec, {@link
 * io.github.dkredis.codec.pickle.PickleKeys} names cache entries as Python does, and the {@code Py…} types stand for
 * what Python has and Java has not, so that a value read is written back as what it was.
 *
 * <p>Inside: {@code PickleReader} runs the opcodes over a {@code ReadStack}; {@code Constructors} is the closed list of
 * what a pickle may build; {@code ValueWriter} writes values (protocol 4), {@code KeyWriter} keys (protocol 1, byte for
 * byte CPython's); {@code Binding} fits what was read to a Java type.
 */
@NullMarked
package io.github.dkredis.codec.pickle;

import org.jspecify.annotations.NullMarked;
