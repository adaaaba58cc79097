/** Tests of connections that no public method can reach. */
@NullMarked
package io.github.dkredis.internal.connection;

import org.jspecify.annotations.NullMarked;
