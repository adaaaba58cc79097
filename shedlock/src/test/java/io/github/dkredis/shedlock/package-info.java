@NullMarked
package io.github.dkredis.shedlock;

import org.jspecify.annotations.NullMarked;
