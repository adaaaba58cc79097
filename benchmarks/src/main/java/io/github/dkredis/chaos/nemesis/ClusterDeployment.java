package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.chaos.history.Bounds;
import io.github.dkredis.chaos.history.Observation.LostHistory;
import io.github.dkredis.chaos.nemesis.ServerFaults.Reaction;
import io.github.dkredis.testkit.ClusterGroup;
import io.github.dkredis.testkit.ErrorReplyException;
import io.github.dkredis.testkit.RedisBinary;
import io.github.dkredis.testkit.RedisServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A Redis Cluster of three primaries with one replica each. */
public final class ClusterDeployment implements Deployment {

    private static final Duration NODE_TIMEOUT = Duration.ofSeconds(2);

    /** After this time a node gives up a failover that was asked for. */
    private static final Duration MANUAL_FAILOVER = Duration.ofSeconds(6);

    private static final int MOVES = 5;

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
    private final WorkerNetwork network;

    /** Starts the nodes. */
    public ClusterDeployment(int workers) {
        cluster = RedisServer.cluster()
                .binary(RedisBinary.onPath().orElseGet(RedisBinary::embedded))
                .start();
        monitor = new ReplicationMonitor(cluster.nodes());
        network = new WorkerNetwork(workers, cluster.nodes());
    }

    @Override
    public String uri() {
        return cluster.seeds();
    }

    @Override
    public Map<Integer, Integer> detours(int worker) {
        return network.detours(worker);
    }

    @Override
    public Set<FaultKind> faults() {
        Set<FaultKind> kinds = WorkerNetwork.faults();
        kinds.addAll(EnumSet.of(
                FaultKind.PROMOTE,
                FaultKind.PRIMARY_KILL,
                FaultKind.PRIMARY_ISOLATE,
                FaultKind.PRIMARY_PAUSE,
                FaultKind.REPLICA_KILL,
                FaultKind.DISCONNECT,
                FaultKind.RESHARD));
        return kinds;
    }

    @Override
    public String inflict(PlannedFault fault) throws InterruptedException {
        if (fault.kind().lane() == FaultKind.Lane.NETWORK) {
            return network.inflict(fault);
        }
        heal(); // on a busy machine a replica may have taken over although nothing was done to its primary
        List<RedisServer> primaries = cluster.primaries();
        RedisServer primary = primaries.get(fault.pick() % primaries.size());
        RedisServer replica = cluster.replicaOf(primary);
        switch (fault.kind()) {
            case PROMOTE -> promote(replica);
            case PRIMARY_KILL -> // without its data it must not come back before its replica has taken over
                ServerFaults.kill(primary, () -> awaitPromoted(replica), fault.length());
            case PRIMARY_ISOLATE -> ServerFaults.pause(primary, () -> awaitPromoted(replica), fault.length());
            case PRIMARY_PAUSE -> ServerFaults.pause(primary, Reaction.NONE, fault.length());
            case REPLICA_KILL -> ServerFaults.kill(replica, Reaction.NONE, fault.length());
            case DISCONNECT -> ServerFaults.disconnectClients(primary);
            case RESHARD -> {
                return reshard(fault);
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
        heal();
        return Integer.toString(primary.port());
    }

    /** The command has no effect if the replica does not catch up within five seconds, so it is given again. */
    private static void promote(RedisServer replica) throws InterruptedException {
        AtomicLong given = new AtomicLong(System.nanoTime() - MANUAL_FAILOVER.toNanos());
        Settled.await(replica + " is primary", () -> {
            if (System.nanoTime() - given.get() >= MANUAL_FAILOVER.toNanos()) {
                given.set(System.nanoTime());
                replica.command("CLUSTER", "FAILOVER");
            }
            return ServerFaults.isPrimary(replica);
        });
    }

    /** Opens a slot, lets the workers meet it half moved, and moves it. */
    private String reshard(PlannedFault fault) throws InterruptedException {
        String key = BUSY_KEYS.get(fault.pick() % BUSY_KEYS.size());
        int slot = cluster.slot(key);
        RedisServer source = cluster.primaryOf(slot);
        List<RedisServer> others =
                cluster.primaries().stream().filter(node -> node != source).toList();
        RedisServer target = others.get(fault.pick() % others.size());
        cluster.beginMigration(slot, target);
        Deployment.sleep(fault.length());
        move(slot, target);
        heal();
        return "slot " + slot + " of " + key + " to " + target.port();
    }

    /**
     * If one of both nodes is replaced by its replica meanwhile, the rest of the keys follow to where the first are.
     */
    private void move(int slot, RedisServer target) throws InterruptedException {
        RedisServer to = target;
        for (int attemptsLeft = MOVES - 1; ; attemptsLeft--) {
            try {
                cluster.moveKeys(slot, to);
                cluster.finishMigration(slot, to);
                return;
            } catch (ErrorReplyException | UncheckedIOException | IllegalStateException e) {
                if (attemptsLeft == 0) {
                    throw e;
                }
            }
            heal();
            to = successorOf(to);
            if (cluster.primaryOf(slot) == to) {
                return;
            }
            cluster.beginMigration(slot, to);
        }
    }

    private RedisServer successorOf(RedisServer node) {
        return cluster.primaries().stream()
                .filter(primary -> primary == node || cluster.replicaOf(primary) == node)
                .findFirst()
                .orElse(node);
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
        network.close();
        cluster.close();
    }
}
