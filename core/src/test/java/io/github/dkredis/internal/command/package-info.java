/** Tests of commands, without a server. */
@NullMarked
package io.github.dkredis.internal.command;

import org.jspecify.annotations.NullMarked;
