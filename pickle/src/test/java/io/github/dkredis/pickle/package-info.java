/** Tests of the pickle codec: against CPython's golden files, a live Python, and whoever wishes it ill. */
@NullMarked
package io.github.dkredis.pickle;

import org.jspecify.annotations.NullMarked;
