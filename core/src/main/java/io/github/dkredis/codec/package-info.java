/**
 * How values become bytes and bytes become values: {@link io.github.dkredis.codec.Codec}, whose static methods give
 * pickle, JSON, text and plain bytes, and which any codec can be compressed with. Pickle's own types are in {@link
 * io.github.dkredis.pickle}.
 */
@NullMarked
package io.github.dkredis.codec;

import org.jspecify.annotations.NullMarked;
