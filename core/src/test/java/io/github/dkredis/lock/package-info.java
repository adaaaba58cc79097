/**
 * Tests of the locks against real servers: their contracts ({@code …ContractTest}), the races of the mutex, a live
 * Python process on the same keys, and histories of several processes under faults.
 */
@NullMarked
package io.github.dkredis.lock;

import org.jspecify.annotations.NullMarked;
