package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.chaos.history.Bounds;
import io.github.dkredis.chaos.history.Observation.LostHistory;
import io.github.dkredis.chaos.nemesis.ServerFaults.Reaction;
import io.github.dkredis.testkit.RedisBinary;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.SentinelGroup;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A primary with two replicas that three Sentinels watch. */
public final class SentinelDeployment implements Deployment {

    private final SentinelGroup group;
    private final ReplicationMonitor monitor;

    /** Starts the group. */
    public SentinelDeployment() {
        group = RedisServer.sentinel()
                .binary(RedisBinary.onPath().orElseGet(RedisBinary::embedded))
                .start();
        monitor = new ReplicationMonitor(group.dataServers());
    }

    @Override
    public String uri(int worker) {
        return group.uri().toString();
    }

    @Override
    public Set<FaultKind> faults() {
        return EnumSet.of(
                FaultKind.PROMOTE,
                FaultKind.PRIMARY_KILL,
                FaultKind.PRIMARY_ISOLATE,
                FaultKind.PRIMARY_PAUSE,
                FaultKind.REPLICA_KILL,
                FaultKind.SENTINEL_KILL,
                FaultKind.DISCONNECT);
    }

    @Override
    public String inflict(PlannedFault fault) throws InterruptedException {
        RedisServer target = switch (fault.kind()) {
            case REPLICA_KILL -> one(group.replicas(), fault);
            case SENTINEL_KILL -> one(group.sentinels(), fault);
            default -> group.primary();
        };
        switch (fault.kind()) {
            case PROMOTE -> {
                group.sentinels().get(0).command("SENTINEL", "FAILOVER", group.primaryName());
                awaitSuccessor(target);
            }
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

    private void awaitSuccessor(RedisServer primary) throws InterruptedException {
        Settled.await(
                "a replica of " + primary + " is primary",
                () -> group.primary() != primary && ServerFaults.isPrimary(group.primary()));
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
        group.close();
    }
}
