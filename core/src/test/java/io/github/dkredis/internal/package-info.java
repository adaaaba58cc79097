/** Tests of what several features share, without a server. */
@NullMarked
package io.github.dkredis.internal;

import org.jspecify.annotations.NullMarked;
