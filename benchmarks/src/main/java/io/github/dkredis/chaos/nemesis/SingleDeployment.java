package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.chaos.history.Bounds;
import io.github.dkredis.chaos.history.Observation.LostHistory;
import io.github.dkredis.chaos.nemesis.ServerFaults.Reaction;
import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisBinary;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One server that writes every command to its disk before it answers, and a proxy in front of it for each worker. */
public final class SingleDeployment implements Deployment {

    private final RedisServer server;
    private final List<FaultProxy> proxies = new ArrayList<>();

    /** Starts the server. */
    public SingleDeployment(int workers) {
        server = RedisServer.builder()
                .binary(RedisBinary.onPath().orElseGet(RedisBinary::embedded))
                .persistent()
                .config("appendfsync", "always")
                .start();
        for (int i = 0; i < workers; i++) {
            proxies.add(FaultProxy.inFrontOf(server));
        }
    }

    @Override
    public String uri(int worker) {
        return proxies.get(worker).uri().toString();
    }

    @Override
    public Set<FaultKind> faults() {
        return EnumSet.of(
                FaultKind.SERVER_KILL,
                FaultKind.SERVER_RESTART,
                FaultKind.SERVER_PAUSE,
                FaultKind.CUT,
                FaultKind.RESET,
                FaultKind.REFUSE,
                FaultKind.DELAY,
                FaultKind.STALL_REQUESTS,
                FaultKind.STALL_REPLIES,
                FaultKind.LATE_REQUESTS,
                FaultKind.SWALLOW,
                FaultKind.DROP_REPLIES);
    }

    @Override
    public String inflict(PlannedFault fault) throws InterruptedException {
        if (fault.kind().lane() == FaultKind.Lane.SERVERS) {
            strikeServer(fault);
            return "server";
        }
        int worker = fault.pick() % proxies.size();
        strikeNetwork(fault, proxies.get(worker));
        return "worker " + worker;
    }

    private void strikeServer(PlannedFault fault) throws InterruptedException {
        switch (fault.kind()) {
            case SERVER_KILL -> ServerFaults.kill(server, Reaction.NONE, fault.length());
            case SERVER_RESTART -> {
                server.stop();
                Deployment.sleep(fault.length());
                server.restart();
            }
            case SERVER_PAUSE -> ServerFaults.pause(server, Reaction.NONE, fault.length());
            default -> throw new IllegalArgumentException(fault.toString());
        }
    }

    private static void strikeNetwork(PlannedFault fault, FaultProxy proxy) throws InterruptedException {
        switch (fault.kind()) {
            case CUT -> proxy.cut();
            case RESET -> proxy.reset();
            case SWALLOW -> proxy.swallowReplies();
            case REFUSE -> {
                proxy.refuse();
                proxy.cut();
                Deployment.sleep(fault.length());
                proxy.accept();
            }
            case DELAY -> {
                Duration delay = Duration.ofMillis(20L + fault.pick() % 300);
                proxy.delay(Direction.REQUESTS, delay);
                proxy.delay(Direction.REPLIES, delay);
                Deployment.sleep(fault.length());
                proxy.delay(Direction.REQUESTS, Duration.ZERO);
                proxy.delay(Direction.REPLIES, Duration.ZERO);
            }
            case STALL_REQUESTS -> stall(proxy, Direction.REQUESTS, fault.length());
            case STALL_REPLIES -> stall(proxy, Direction.REPLIES, fault.length());
            case LATE_REQUESTS -> {
                Fault late = proxy.holdRequests();
                Deployment.sleep(fault.length());
                late.release();
            }
            case DROP_REPLIES -> {
                long period = 2L + fault.pick() % 20;
                long[] seen = {0}; // only the proxy's thread counts
                Fault dropped = proxy.onEach(request -> request.command().equals("EVALSHA") && ++seen[0] % period == 0)
                        .dropReply();
                Deployment.sleep(fault.length());
                dropped.cancel();
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
    }

    private static void stall(FaultProxy proxy, Direction direction, Duration length) throws InterruptedException {
        proxy.stall(direction);
        Deployment.sleep(length);
        proxy.resume(direction);
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
        proxies.forEach(FaultProxy::close);
        server.close();
    }
}
