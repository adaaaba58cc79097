package io.github.dkredis.chaos;

import io.github.dkredis.chaos.nemesis.ClusterDeployment;
import io.github.dkredis.chaos.nemesis.Deployment;
import io.github.dkredis.chaos.nemesis.SentinelDeployment;
import io.github.dkredis.chaos.nemesis.SingleDeployment;
import java.time.Duration;

/**
 * What a run does.
 *
 * @param faultTime how long faults are inflicted
 * @param seed reproduces the schedule of faults
 * @param workers how many processes use the product
 * @param recovery how long after the last fault a feature may fail
 */
record ChaosSettings(Duration faultTime, long seed, Topology topology, int workers, Duration recovery) {

    /** Which servers the product uses. */
    enum Topology {
        SINGLE,
        SENTINEL,
        CLUSTER
    }

    /** How long the workers work before the first fault, when their baselines are taken. */
    Duration warmUp() {
        return Duration.ofMillis(Math.min(8_000, Math.max(1_000, faultTime.toMillis() / 10)));
    }

    /** How long the workers work after they have recovered, before threads, connections and heap are counted. */
    Duration settling() {
        return Duration.ofMillis(Math.min(5_000, Math.max(500, faultTime.toMillis() / 10)));
    }

    /** The mean pause of each thread of a worker between two operations. */
    Duration pause() {
        return Duration.ofMillis(150);
    }

    Deployment deploy() {
        return switch (topology) {
            case SINGLE -> new SingleDeployment(workers);
            case SENTINEL -> new SentinelDeployment(workers);
            case CLUSTER -> new ClusterDeployment(workers);
        };
    }
}
