/**
 * How values become bytes and bytes become values: {@link io.github.dkredis.codec.Codec}.
 */
@NullMarked
package io.github.dkredis.codec;

import org.jspecify.annotations.NullMarked;
