/** Tests of the command {@code site}, and the check of the project's own links. */
@NullMarked
package io.github.dkredis.website;

import org.jspecify.annotations.NullMarked;
