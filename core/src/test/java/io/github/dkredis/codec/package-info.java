/** Tests of the codecs. */
@NullMarked
package io.github.dkredis.codec;

import org.jspecify.annotations.NullMarked;
