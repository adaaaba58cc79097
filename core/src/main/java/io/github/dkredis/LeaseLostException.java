package io.github.dkredis;

/**
 * Thrown when a lease ended before its holder released it, because it was not renewed in time or its key was removed.
 * Another caller may hold the lock by now, with a greater fencing token than that of the lost lease.
 */
public final class LeaseLostException extends DkRedisException {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final long fencingToken;

    /** Creates an exception for a lost lease of the lock with this name. */
    public LeaseLostException(String name, long fencingToken) {
        super(
                "lock \"" + name + "\": the lease with fencing token " + fencingToken
                        + " was lost before it was released; check the work that was done under it",
                null);
        this.name = name;
        this.fencingToken = fencingToken;
    }

    /** {@return the name of the lock} */
    public String name() {
        return name;
    }

    /** {@return the fencing token of the lost lease} */
    public long fencingToken() {
        return fencingToken;
    }
}
