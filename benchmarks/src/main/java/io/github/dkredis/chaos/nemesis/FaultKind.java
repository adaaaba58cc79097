package io.github.dkredis.chaos.nemesis;

import java.time.Duration;
import java.util.Locale;

/** What can be done to workers, servers and the network between them. */
public enum FaultKind {
    WORKER_KILL(Lane.WORKERS, 200, 2_000),
    WORKER_PAUSE(Lane.WORKERS, 500, 5_000),

    SERVER_KILL(Lane.SERVERS, 100, 2_000),
    SERVER_RESTART(Lane.SERVERS, 100, 1_000),
    SERVER_PAUSE(Lane.SERVERS, 300, 4_000),

    /** The connections of one worker end. */
    CUT(Lane.NETWORK, 0, 1),
    /** The connections of one worker are reset. */
    RESET(Lane.NETWORK, 0, 1),
    /** The connections of one worker end, and it cannot make new ones. */
    REFUSE(Lane.NETWORK, 300, 3_000),
    /** All requests of one worker, and all replies to it, are late. */
    DELAY(Lane.NETWORK, 500, 4_000),
    /** What one worker sends does not arrive for a while. */
    STALL_REQUESTS(Lane.NETWORK, 500, 4_000),
    /** What one worker is to receive does not arrive for a while. */
    STALL_REPLIES(Lane.NETWORK, 500, 4_000),
    /** What one worker sends over its present connections arrives after it has given them up. */
    LATE_REQUESTS(Lane.NETWORK, 2_500, 6_000),
    /** The present connections of one worker bring nothing any more. */
    SWALLOW(Lane.NETWORK, 0, 1),
    /** The next replies of scripts are lost. */
    DROP_REPLIES(Lane.NETWORK, 300, 2_000),

    /** A replica takes over while the primary runs. */
    PROMOTE(Lane.SERVERS, 0, 1),
    /** A primary is killed, a replica takes over, and the old primary comes back as a replica. */
    PRIMARY_KILL(Lane.SERVERS, 100, 2_000),
    /** A primary is stopped until a replica has taken over, and goes on as if nothing had happened. */
    PRIMARY_ISOLATE(Lane.SERVERS, 100, 2_000),
    /** A primary is stopped so briefly that no replica takes over. */
    PRIMARY_PAUSE(Lane.SERVERS, 100, 600),
    REPLICA_KILL(Lane.SERVERS, 200, 2_000),
    SENTINEL_KILL(Lane.SERVERS, 200, 3_000),
    /** A primary closes the connections of all clients. */
    DISCONNECT(Lane.SERVERS, 0, 1),
    /** Slots with keys move to another primary. */
    RESHARD(Lane.SERVERS, 100, 1_500);

    /** Faults of one lane follow each other; those of different lanes overlap. */
    public enum Lane {
        WORKERS(0, 5_000, 14_000),
        SERVERS(1, 4_000, 10_000),
        NETWORK(2, 1_500, 5_000);

        private final int number;
        private final int leastPauseMillis;
        private final int mostPauseMillis;

        Lane(int number, int leastPauseMillis, int mostPauseMillis) {
            this.number = number;
            this.leastPauseMillis = leastPauseMillis;
            this.mostPauseMillis = mostPauseMillis;
        }

        /** {@return what tells this lane from others in a seed} */
        int number() {
            return number;
        }

        /** {@return a pause between two faults} */
        Duration pause(double fraction) {
            return between(leastPauseMillis, mostPauseMillis, fraction);
        }
    }

    private final Lane lane;
    private final int leastMillis;
    private final int mostMillis;

    FaultKind(Lane lane, int leastMillis, int mostMillis) {
        this.lane = lane;
        this.leastMillis = leastMillis;
        this.mostMillis = mostMillis;
    }

    /** {@return the lane of this kind} */
    public Lane lane() {
        return lane;
    }

    /** {@return the name in tables} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** {@return how long a fault lasts} */
    Duration length(double fraction) {
        return between(leastMillis, mostMillis, fraction);
    }

    private static Duration between(int leastMillis, int mostMillis, double fraction) {
        return Duration.ofMillis(leastMillis + (long) (fraction * (mostMillis - leastMillis)));
    }
}
