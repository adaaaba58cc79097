package io.github.dkredis.internal.connection;

import io.github.dkredis.internal.command.PendingCommand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Commands that wait for a connection, in the order in which they are to be sent: first those that an earlier
 * connection carried, then the later ones. So a command that was sent again does not fall behind a later one about the
 * same key.
 *
 * <p>Guarded by the lock of the connection.
 */
final class WaitingCommands {

    private final Set<PendingCommand<?>> repeated = new LinkedHashSet<>();
    private final Set<PendingCommand<?>> fresh = new LinkedHashSet<>();

    void add(PendingCommand<?> command) {
        fresh.add(command);
    }

    void addRepeated(PendingCommand<?> command) {
        repeated.add(command);
    }

    void remove(PendingCommand<?> command) {
        repeated.remove(command);
        fresh.remove(command);
    }

    List<PendingCommand<?>> removeAll() {
        List<PendingCommand<?>> all = new ArrayList<>(repeated);
        all.addAll(fresh);
        repeated.clear();
        fresh.clear();
        return all;
    }
}
