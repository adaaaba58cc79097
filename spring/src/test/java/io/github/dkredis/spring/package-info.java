/** Tests of the parts for Spring. */
@NullMarked
package io.github.dkredis.spring;

import org.jspecify.annotations.NullMarked;
