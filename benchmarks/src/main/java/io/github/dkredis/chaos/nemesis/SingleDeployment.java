package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.chaos.history.Bounds;
import io.github.dkredis.chaos.history.Observation.LostHistory;
import io.github.dkredis.chaos.nemesis.ServerFaults.Reaction;
import io.github.dkredis.testkit.RedisBinary;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One server that writes every command to its disk before it answers, and a proxy in front of it for each worker. */
public final class SingleDeployment implements Deployment {

    private final RedisServer server;
    private final WorkerNetwork network;

    /** Starts the server. */
    public SingleDeployment(int workers) {
        server = RedisServer.builder()
                .binary(RedisBinary.onPath().orElseGet(RedisBinary::embedded))
                .persistent()
                .config("appendfsync", "always")
                .config("auto-aof-rewrite-min-size", "4mb") // or it would take ever longer to start again
                .start();
        network = new WorkerNetwork(workers, List.of(server));
    }

    @Override
    public String uri() {
        return server.uri().toString();
    }

    @Override
    public Map<Integer, Integer> detours(int worker) {
        return network.detours(worker);
    }

    @Override
    public Set<FaultKind> faults() {
        Set<FaultKind> kinds = WorkerNetwork.faults();
        kinds.addAll(EnumSet.of(FaultKind.SERVER_KILL, FaultKind.SERVER_RESTART, FaultKind.SERVER_PAUSE));
        return kinds;
    }

    @Override
    public String inflict(PlannedFault fault) throws InterruptedException {
        if (fault.kind().lane() == FaultKind.Lane.SERVERS) {
            strikeServer(fault);
            return "server";
        }
        return network.inflict(fault);
    }

    private void strikeServer(PlannedFault fault) throws InterruptedException {
        switch (fault.kind()) {
            case SERVER_KILL -> ServerFaults.kill(server, Reaction.NONE, fault.length());
            case SERVER_RESTART -> {
                server.stop();
                Deployment.sleep(fault.length());
                ServerFaults.restart(server);
            }
            case SERVER_PAUSE -> ServerFaults.pause(server, Reaction.NONE, fault.length());
            default -> throw new IllegalArgumentException(fault.toString());
        }
    }

    @Override
    public void heal() {
        server.restart();
    }

    @Override
    public List<RedisServer> primaries() {
        return List.of(server);
    }

    @Override
    public List<RedisServer> servers() {
        return List.of(server);
    }

    @Override
    public List<LostHistory> lostHistories() {
        return List.of();
    }

    @Override
    public Duration staleness() {
        return Bounds.DEFAULTS.staleness();
    }

    @Override
    public void close() {
        network.close();
        server.close();
    }
}
