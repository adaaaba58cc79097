@NullMarked
package io.github.dkredis.micrometer;

import org.jspecify.annotations.NullMarked;
