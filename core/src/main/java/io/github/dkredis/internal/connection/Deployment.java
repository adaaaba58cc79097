package io.github.dkredis.internal.connection;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.command.KeyGroups;
import io.github.dkredis.internal.command.Primary;
import io.lettuce.core.api.push.PushListener;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the servers of a client are arranged: one server, perhaps found by Sentinels, or a cluster. The first connection
 * finds out which, once for the life of the client.
 */
interface Deployment {

    /** The connections for commands, not opened yet. */
    Connections commands(Consumer<DkRedisEvent> events);

    /** Begins to use the first connection, as one of those for commands. */
    void open();

    /**
     * Connections on which messages arrive, not opened yet.
     *
     * @param clientId the client's number
     * @param listener is told what they push
     * @param onChange is called when the nodes of a cluster have come or gone
     */
    Connections push(
            ConnectionKind kind,
            String clientId,
            PushListener listener,
            Consumer<DkRedisEvent> events,
            Runnable onChange);

    KeyGroups keyGroups();

    /** The names of keys and channels. */
    Keys keys();

    /** The primaries, as they are known now. */
    List<Primary> primaries();

    /** {@return the connection to the server that has a key; null if there is none now} */
    @Nullable
    ServerConnection connection(Connections connections, byte[] key);

    /** {@return what stands for the server that has a key now} */
    Object serverOf(byte[] key);

    /** Ends what this does in the background. */
    void close();
}
