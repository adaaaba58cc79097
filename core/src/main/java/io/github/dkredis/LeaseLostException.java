package io.github.dkredis;

/**
 * A lease ended before its holder released it: it was not renewed in time, or its key went. Somebody else may hold the lock
 * by now; the fencing token of the lost lease is smaller than theirs.
 */
public final class LeaseLostException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    /** The lock. */
    private final String name;

    /** The number of the lost lease. */
    private final long fencingToken;

    /**
     * A lost lease.
     *
     * @param name the lock
     * @param fencingToken the lost lease's token
     */
    public LeaseLostException(String name, long fencingToken) {
        super(
                "lock \"" + name + "\": the lease with fencing token " + fencingToken
                        + " was lost before it was released; check what was done under it",
                null);
        this.name = name;
        this.fencingToken = fencingToken;
    }

    /**
     * Which lock it was.
     *
     * @return its name
     */
    public String name() {
        return name;
    }

    /**
     * The lost lease's fencing token.
     *
     * @return the token
     */
    public long fencingToken() {
        return fencingToken;
    }
}
