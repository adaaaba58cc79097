/**
 * Reads and writes Python's pickle format. {@link io.github.dkredis.pickle.Pickle} is the entry point. The {@code Py…}
 * types represent Python types that have no counterpart in the JDK, so that a value is written back as the type it came
 * from. {@link io.github.dkredis.pickle.PickleKeys} names cache entries as Python's {@code dkredis} does.
 *
 * <p>Inside: {@code PickleReader} runs the opcodes on a {@code ReadStack} and a {@code ReadMemo}; {@code ObjectBuilder}
 * builds the containers, {@code KnownConstructors} is the closed list of classes that a pickle can instantiate, and
 * {@code GraphValidator} checks a result with shared parts. {@code PickleWriter} finds the Python type of each value;
 * {@code ValueWriter} writes values (protocol 4), {@code CacheKeyWriter} keys (protocol 1).
 */
@NullMarked
package io.github.dkredis.pickle;

import org.jspecify.annotations.NullMarked;
