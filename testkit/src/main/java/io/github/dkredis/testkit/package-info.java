/** Real Redis servers for tests. */
@NullMarked
package io.github.dkredis.testkit;

import org.jspecify.annotations.NullMarked;
