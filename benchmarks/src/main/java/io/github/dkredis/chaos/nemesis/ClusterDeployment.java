package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.chaos.history.Bounds;
import io.github.dkredis.chaos.history.Observation.LostHistory;
import io.github.dkredis.chaos.nemesis.ServerFaults.Reaction;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.RedisBinary;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A Redis Cluster of three primaries with one replica each. */
public final class ClusterDeployment implements Deployment {

    private static final Duration NODE_TIMEOUT = Duration.ofSeconds(2);

    /** Keys that the workers use all the time, whose slots are worth moving. */
    private static final List<String> BUSY_KEYS = List.of(
            "dkredis:mutex:chaos-0",
            "dkredis:mutex:chaos-1",
            "dkredis:semaphore:chaos",
            "dkredis:fetchlock:chaos",
            "{chaos}",
            "rl-lock.chaos-0",
            "dkredis:cache-generation:chaos-near");

    private final ClusterGroup cluster;
    private final ReplicationMonitor monitor;

    /** Starts the nodes. */
    public ClusterDeployment() {
        cluster = RedisServer.cluster()
                .binary(RedisBinary.onPath().orElseGet(RedisBinary::embedded))
                .start();
        monitor = new ReplicationMonitor(cluster.nodes());
    }

    @Override
    public String uri(int worker) {
        return cluster.seeds();
    }

    @Override
    public Set<FaultKind> faults() {
        return EnumSet.of(
                FaultKind.PROMOTE,
                FaultKind.PRIMARY_KILL,
                FaultKind.PRIMARY_ISOLATE,
                FaultKind.PRIMARY_PAUSE,
                FaultKind.REPLICA_KILL,
                FaultKind.DISCONNECT,
                FaultKind.RESHARD);
    }

    @Override
    public String inflict(PlannedFault fault) throws InterruptedException {
        List<RedisServer> primaries = cluster.primaries();
        RedisServer primary = primaries.get(fault.pick() % primaries.size());
        RedisServer replica = cluster.replicaOf(primary);
        switch (fault.kind()) {
            case PROMOTE -> {
                replica.command("CLUSTER", "FAILOVER");
                awaitPromoted(replica);
            }
            case PRIMARY_KILL -> // without its data it must not come back before its replica has taken over
                ServerFaults.kill(primary, () -> awaitPromoted(replica), fault.length());
            case PRIMARY_ISOLATE -> ServerFaults.pause(primary, () -> awaitPromoted(replica), fault.length());
            case PRIMARY_PAUSE -> ServerFaults.pause(primary, Reaction.NONE, fault.length());
            case REPLICA_KILL -> ServerFaults.kill(replica, Reaction.NONE, fault.length());
            case DISCONNECT -> ServerFaults.disconnectClients(primary);
            case RESHARD -> {
                return reshard(fault, primary);
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
        heal();
        return Integer.toString(primary.port());
    }

    /** Opens a slot, lets the workers meet it half moved, and moves it. */
    private String reshard(PlannedFault fault, RedisServer target) throws InterruptedException {
        String key = BUSY_KEYS.get(fault.pick() % BUSY_KEYS.size());
        int slot = cluster.slot(key);
        if (cluster.primaryOf(slot) != target) {
            cluster.beginMigration(slot, target);
            Deployment.sleep(fault.length());
            cluster.moveKeys(slot, target);
            cluster.finishMigration(slot, target);
        }
        heal();
        return "slot " + slot + " of " + key + " to " + target.port();
    }

    private static void awaitPromoted(RedisServer replica) throws InterruptedException {
        Settled.await(replica + " is primary", () -> ServerFaults.isPrimary(replica));
    }

    @Override
    public void heal() throws InterruptedException {
        Settled.await("the cluster is complete", cluster::isComplete);
    }

    @Override
    public List<RedisServer> primaries() {
        return cluster.primaries();
    }

    @Override
    public List<RedisServer> servers() {
        return cluster.nodes();
    }

    @Override
    public List<LostHistory> lostHistories() {
        return monitor.lostHistories();
    }

    /** An isolated primary serves reads until it notices that the others do not answer. */
    @Override
    public Duration staleness() {
        return Bounds.DEFAULTS.staleness().plus(NODE_TIMEOUT);
    }

    @Override
    public void close() {
        monitor.close();
        cluster.close();
    }
}
