/**
 * Compares the public API of a module with the text of it that is committed; compiled into the tests of each published
 * module.
 */
@NullMarked
package io.github.dkredis.api;

import org.jspecify.annotations.NullMarked;
