package io.github.dkredis.internal.connection;

/** The connections of a client. */
enum ConnectionKind {
    /**
     * Carries the commands of callers. While it is silent it stays in use until a second connection is made: the server
     * may only be slow, and leaving it would make the outcome of every write in flight unknown.
     */
    COMMANDS("commands"),
    /**
     * Carries what Redis pushes. Features rely on its being alive, for example to serve near copies, so it is left as
     * soon as it is silent.
     */
    PUSH("push"),
    /** Carries reads that the server tracks. Without a subscription, the server does not limit large replies. */
    TRACKED_READS("tracked reads");

    private final String label;

    ConnectionKind(String label) {
        this.label = label;
    }

    /** The name in the log. */
    String label() {
        return label;
    }

    /** Whether messages come without a command, so that a cluster's nodes are all connected from the start. */
    boolean isOpenedAtOnce() {
        return this != COMMANDS;
    }

    boolean isLeftWhenSilent() {
        return this != COMMANDS;
    }
}
