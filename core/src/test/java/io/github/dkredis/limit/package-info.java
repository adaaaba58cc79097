/**
 * Tests of the limits against real servers: their contracts, and many callers of one client. The tests of locks compare
 * cooldowns with a live Python process.
 */
@NullMarked
package io.github.dkredis.limit;

import org.jspecify.annotations.NullMarked;
