/**
 * Tests of the locks, against real servers: what is promised ({@code …ContractTest}), every awkward moment of the mutex, a live
 * Python on the same keys, and histories of many processes under faults.
 */
@NullMarked
package io.github.dkredis.limit;

import org.jspecify.annotations.NullMarked;
