package io.github.dkredis.chaos.nemesis;

import io.github.dkredis.chaos.history.Observation.LostHistory;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The servers of a run. */
public interface Deployment extends AutoCloseable {

    /** {@return the address of the servers} */
    String uri();

    /**
     * {@return the ports at which the worker with a number must connect instead, by the ports of the servers; the
     * network of this worker alone can be struck there}
     */
    Map<Integer, Integer> detours(int worker);

    /** {@return the kinds of faults that can strike these servers and the network to them} */
    Set<FaultKind> faults();

    /**
     * Inflicts a fault on servers or the network, and ends it.
     *
     * @return what was struck
     * @throws AssertionError if the servers are not whole again within a minute
     */
    String inflict(PlannedFault fault) throws InterruptedException;

    /** Ends every fault, and waits until all servers are whole. */
    void heal() throws InterruptedException;

    /** {@return the servers that hold the data} */
    List<RedisServer> primaries();

    /** {@return all servers that clients of data connect to} */
    List<RedisServer> servers();

    /** {@return when a primary acknowledged what its successor did not have} */
    List<LostHistory> lostHistories();

    /** {@return how long after an invalidation a near cache may be stale} */
    Duration staleness();

    /** Ends all servers. */
    @Override
    void close();

    /** {@return the program of all servers, for messages} */
    default String program() {
        return servers().get(0).binary().toString();
    }

    /** The end of a fault's time. */
    static void sleep(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }
}
