/**
 * Conversion of values to bytes and back: pickle, JSON, text and bytes, each optionally compressed.
 * {@link io.github.dkredis.codec.Codec} has a factory method for each of them;
 * {@link io.github.dkredis.codec.PickleCodec} adds the options of the pickle format, which
 * {@link io.github.dkredis.pickle} implements.
 *
 * <p>Inside: {@code Binding} fits the values of a pickle to a requested type, {@code Scalars} single values,
 * {@code Beans} records and beans through Jackson.
 */
@NullMarked
package io.github.dkredis.codec;

import org.jspecify.annotations.NullMarked;
