package io.github.dkredis.benchmarks.harness;

/**
 * What the server did during a window.
 *
 * @param commands all it ran, those inside scripts included
 * @param reads how often it read from a socket
 */
public record ServerWork(long commands, long reads) {

    /**
     * Requests as the network saw them: commands that travelled together count once, and so does a script. For a caller that
     * waits for each reply that is what it waited for.
     */
    public long roundTrips() {
        return Math.min(commands, reads);
    }

    /** The same without some single commands, such as a bystander's pings. */
    public ServerWork without(long single) {
        return new ServerWork(commands - single, reads - single);
    }

    /** What was done since. */
    public ServerWork minus(ServerWork earlier) {
        return new ServerWork(commands - earlier.commands, reads - earlier.reads);
    }
}
