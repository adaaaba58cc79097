/** Tests of the cache, with real servers. */
package io.github.dkredis.cache;
