@NullMarked
package io.github.dkredis.cli;

import org.jspecify.annotations.NullMarked;
