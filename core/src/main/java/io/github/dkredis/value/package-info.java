/**
 * Any value under a key, with a time to live if wanted: {@link io.github.dkredis.value.Values}, and the same without
 * blocking: {@link io.github.dkredis.value.AsyncValues}.
 */
@NullMarked
package io.github.dkredis.value;

import org.jspecify.annotations.NullMarked;
