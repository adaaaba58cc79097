/** Tests against CPython's golden files, a live Python, and hostile pickles. */
@NullMarked
package io.github.dkredis.pickle;

import org.jspecify.annotations.NullMarked;
