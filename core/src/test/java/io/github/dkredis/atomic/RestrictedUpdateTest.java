package io.github.dkredis.atomic;

import io.github.dkredis.support.ApiStyle;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisTest;
import io.github.dkredis.testkit.Topology;

/** The contract as a user with the documented rights for keys and channels with a prefix. */
@RedisTest(
        keyPrefix = "app:",
        topologies = {Topology.SINGLE, Topology.SENTINEL, Topology.CLUSTER},
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class RestrictedUpdateTest extends UpdateContract {

    @Override
    AtomicsApi style(Atomics atomics) {
        return ApiStyle.of(AtomicsApi.class, atomics);
    }
}
