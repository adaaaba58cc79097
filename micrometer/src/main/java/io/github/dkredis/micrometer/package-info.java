/** The measurements of dkredis as meters of Micrometer. */
@NullMarked
package io.github.dkredis.micrometer;

import org.jspecify.annotations.NullMarked;
