package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.testkit.Direction;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The network between workers and servers: each worker reaches each server through a proxy of its own, so that a fault
 * strikes one worker and leaves the others and the servers among themselves alone.
 */
final class WorkerNetwork implements AutoCloseable {

    /** The proxies of one worker, by the ports of the servers behind them. */
    private final List<Map<Integer, FaultProxy>> workers = new ArrayList<>();

    WorkerNetwork(int workers, List<RedisServer> servers) {
        for (int i = 0; i < workers; i++) {
            Map<Integer, FaultProxy> proxies = new TreeMap<>();
            servers.forEach(server -> proxies.put(server.port(), FaultProxy.inFrontOf(server)));
            this.workers.add(proxies);
        }
    }

    /** {@return every kind of fault that a network has} */
    static Set<FaultKind> faults() {
        Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
        kinds.removeIf(kind -> kind.lane() != FaultKind.Lane.NETWORK);
        return kinds;
    }

    /** {@return the ports of a worker's proxies, by the ports of the servers} */
    Map<Integer, Integer> detours(int worker) {
        Map<Integer, Integer> ports = new TreeMap<>();
        workers.get(worker).forEach((server, proxy) -> ports.put(server, proxy.port()));
        return ports;
    }

    /** Strikes the connections of one worker, to all servers or to one that it uses; returns which. */
    String inflict(PlannedFault fault) throws InterruptedException {
        int worker = fault.pick() % workers.size();
        Map<Integer, FaultProxy> all = workers.get(worker);
        List<Integer> used = all.entrySet().stream()
                .filter(server -> server.getValue().connectionsOpen() > 0)
                .map(Map.Entry::getKey)
                .toList();
        int choice = fault.pick() / workers.size();
        if (used.size() < 2 || choice % 2 == 0) {
            strike(fault, List.copyOf(all.values()));
            return "worker " + worker;
        }
        int server = used.get(choice / 2 % used.size());
        strike(fault, List.of(all.get(server)));
        return "worker " + worker + " to " + server;
    }

    private static void strike(PlannedFault fault, List<FaultProxy> proxies) throws InterruptedException {
        switch (fault.kind()) {
            case CUT -> proxies.forEach(FaultProxy::cut);
            case RESET -> proxies.forEach(FaultProxy::reset);
            case SWALLOW -> proxies.forEach(FaultProxy::swallowReplies);
            case REFUSE -> {
                proxies.forEach(FaultProxy::refuse);
                proxies.forEach(FaultProxy::cut);
                Deployment.sleep(fault.length());
                proxies.forEach(FaultProxy::accept);
            }
            case DELAY -> {
                delay(proxies, Duration.ofMillis(20L + fault.pick() % 300));
                Deployment.sleep(fault.length());
                delay(proxies, Duration.ZERO);
            }
            case STALL_REQUESTS -> stall(proxies, Direction.REQUESTS, fault.length());
            case STALL_REPLIES -> stall(proxies, Direction.REPLIES, fault.length());
            case LATE_REQUESTS -> {
                List<Fault> late =
                        proxies.stream().map(FaultProxy::holdRequests).toList();
                Deployment.sleep(fault.length());
                late.forEach(Fault::release);
            }
            case DROP_REPLIES -> {
                long period = 2L + fault.pick() % 20;
                List<Fault> dropped = proxies.stream()
                        .map(proxy -> dropReplies(proxy, period))
                        .toList();
                Deployment.sleep(fault.length());
                dropped.forEach(Fault::cancel);
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
    }

    private static void delay(List<FaultProxy> proxies, Duration delay) {
        proxies.forEach(proxy -> Arrays.stream(Direction.values()).forEach(direction -> proxy.delay(direction, delay)));
    }

    private static void stall(List<FaultProxy> proxies, Direction direction, Duration length)
            throws InterruptedException {
        proxies.forEach(proxy -> proxy.stall(direction));
        Deployment.sleep(length);
        proxies.forEach(proxy -> proxy.resume(direction));
    }

    private static Fault dropReplies(FaultProxy proxy, long period) {
        long[] seen = {0}; // only the proxy's thread counts
        return proxy.onEach(request -> request.command().equals("EVALSHA") && ++seen[0] % period == 0)
                .dropReply();
    }

    @Override
    public void close() {
        workers.forEach(proxies -> proxies.values().forEach(FaultProxy::close));
    }
}
