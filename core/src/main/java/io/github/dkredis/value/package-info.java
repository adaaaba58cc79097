/** Keys that hold any value: {@link io.github.dkredis.value.Values}. */
@NullMarked
package io.github.dkredis.value;

import org.jspecify.annotations.NullMarked;
