/** What the tests share. */
@NullMarked
package io.github.dkredis.support;

import org.jspecify.annotations.NullMarked;
