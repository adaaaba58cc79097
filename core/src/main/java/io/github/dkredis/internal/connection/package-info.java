/**
 * How commands get to Redis: the connections, kept up and made ready for use; the bound on commands in flight; the
 * client that ties them together.
 */
@NullMarked
package io.github.dkredis.internal.connection;

import org.jspecify.annotations.NullMarked;
