/** Helpers that tests of several packages share. */
@NullMarked
package io.github.dkredis.support;

import org.jspecify.annotations.NullMarked;
