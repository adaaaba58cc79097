@NullMarked
package io.github.dkredis.nativeimage;

import org.jspecify.annotations.NullMarked;
