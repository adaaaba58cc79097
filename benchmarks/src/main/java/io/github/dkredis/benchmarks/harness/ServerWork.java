package io.github.dkredis.benchmarks.harness;

/**
 * What the server did during a window.
 *
 * @param commands all commands that it ran, also in scripts
 * @param reads how often it read from a socket
 */
public record ServerWork(long commands, long reads) {

    /**
     * Returns the requests as the network saw them: commands that travelled together count once, and so does a script.
     * For a caller that waits for each reply, this is the number of replies it waited for.
     */
    public long roundTrips() {
        return Math.min(commands, reads);
    }

    /** {@return this without commands that were sent one by one by another client, such as PINGs} */
    public ServerWork without(long single) {
        return new ServerWork(commands - single, reads - single);
    }

    /** {@return what was done since an earlier moment} */
    public ServerWork minus(ServerWork earlier) {
        return new ServerWork(commands - earlier.commands, reads - earlier.reads);
    }
}
