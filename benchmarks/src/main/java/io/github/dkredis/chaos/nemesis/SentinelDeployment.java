package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.chaos.history.Bounds;
import io.github.dkredis.chaos.history.Observation.LostHistory;
import io.github.dkredis.chaos.nemesis.ServerFaults.Reaction;
import io.github.dkredis.testkit.RedisBinary;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.SentinelGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A primary with two replicas that three Sentinels watch. */
public final class SentinelDeployment implements Deployment {

    /** After this time a Sentinel has ended a failover, with or without success. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(12);

    private final SentinelGroup group;
    private final ReplicationMonitor monitor;
    private final WorkerNetwork network;

    /** Starts the group. */
    public SentinelDeployment(int workers) {
        group = RedisServer.sentinel()
                .binary(RedisBinary.onPath().orElseGet(RedisBinary::embedded))
                .start();
        monitor = new ReplicationMonitor(group.dataServers());
        List<RedisServer> all = new ArrayList<>(group.dataServers());
        all.addAll(group.sentinels());
        network = new WorkerNetwork(workers, all);
    }

    @Override
    public String uri() {
        return group.uri().toString();
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
                FaultKind.SENTINEL_KILL,
                FaultKind.DISCONNECT));
        return kinds;
    }

    @Override
    public String inflict(PlannedFault fault) throws InterruptedException {
        if (fault.kind().lane() == FaultKind.Lane.NETWORK) {
            return network.inflict(fault);
        }
        RedisServer target = switch (fault.kind()) {
            case REPLICA_KILL -> one(group.replicas(), fault);
            case SENTINEL_KILL -> one(group.sentinels(), fault);
            default -> group.primary();
        };
        switch (fault.kind()) {
            case PROMOTE -> promote(target);
            case PRIMARY_KILL -> // without its data it must not come back before a replica has taken over
                ServerFaults.kill(target, () -> awaitSuccessor(target), fault.length());
            case PRIMARY_ISOLATE -> ServerFaults.pause(target, () -> awaitSuccessor(target), fault.length());
            case PRIMARY_PAUSE -> ServerFaults.pause(target, Reaction.NONE, fault.length());
            case REPLICA_KILL, SENTINEL_KILL -> ServerFaults.kill(target, Reaction.NONE, fault.length());
            case DISCONNECT -> ServerFaults.disconnectClients(target);
            default -> throw new IllegalArgumentException(fault.toString());
        }
        heal();
        return Integer.toString(target.port());
    }

    /**
     * On a busy machine a Sentinel gives a failover up, or does not find a replica that answers in time, so the command
     * is given again.
     */
    private void promote(RedisServer primary) throws InterruptedException {
        AtomicLong given = new AtomicLong(System.nanoTime() - GIVEN_UP.toNanos());
        Settled.await("a replica of " + primary + " is promoted", () -> {
            boolean promoted = hasSuccessor(primary);
            if (!promoted && System.nanoTime() - given.get() >= GIVEN_UP.toNanos()) {
                group.sentinels().get(0).command("SENTINEL", "FAILOVER", group.primaryName());
                given.set(System.nanoTime());
            }
            return promoted;
        });
    }

    private void awaitSuccessor(RedisServer primary) throws InterruptedException {
        Settled.await("a replica of " + primary + " is primary", () -> hasSuccessor(primary));
    }

    private boolean hasSuccessor(RedisServer primary) {
        return group.primary() != primary && ServerFaults.isPrimary(group.primary());
    }

    private static RedisServer one(List<RedisServer> servers, PlannedFault fault) {
        return servers.get(fault.pick() % servers.size());
    }

    @Override
    public void heal() throws InterruptedException {
        Settled.await("the group is complete", group::isComplete);
    }

    @Override
    public List<RedisServer> primaries() {
        return List.of(group.primary());
    }

    @Override
    public List<RedisServer> servers() {
        return group.dataServers();
    }

    @Override
    public List<LostHistory> lostHistories() {
        return monitor.lostHistories();
    }

    @Override
    public Duration staleness() {
        return Bounds.DEFAULTS.staleness();
    }

    @Override
    public void close() {
        monitor.close();
        network.close();
        group.close();
    }
}
