/** Redis hashes as maps of strings, and one field of many hashes: {@link io.github.dkredis.hash.Hashes}. */
@NullMarked
package io.github.dkredis.hash;

import org.jspecify.annotations.NullMarked;
