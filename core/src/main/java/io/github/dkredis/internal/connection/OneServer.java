package io.github.dkredis.internal.connection;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.command.KeyGroups;
import io.github.dkredis.internal.command.Primary;
import io.lettuce.core.api.push.PushListener;
import io.netty.util.Timer;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server at the configured address, or the primary that Sentinels name. */
final class OneServer implements Deployment {

    private static final List<Primary> PRIMARIES = List.of(Primary.ANY);

    private final Connector connector;
    private final ServerConnection first;
    private final Keys keys;
    private final Timer timer;
    private final long timeoutNanos;
    private @Nullable ReconnectingConnection commands;

    /**
     * The server.
     *
     * @param first the first connection to it
     */
    OneServer(Connector connector, ServerConnection first, Keys keys, Timer timer, long timeoutNanos) {
        this.connector = connector;
        this.first = first;
        this.keys = keys;
        this.timer = timer;
        this.timeoutNanos = timeoutNanos;
    }

    @Override
    public Connections commands(Consumer<DkRedisEvent> events) {
        commands = connection(ConnectionKind.COMMANDS, () -> null, events);
        return commands;
    }

    @Override
    public void open() {
        Objects.requireNonNull(commands).open(first);
    }

    @Override
    public Connections push(
            ConnectionKind kind,
            String clientId,
            PushListener listener,
            Consumer<DkRedisEvent> events,
            Runnable onChange) {
        String channel = kind == ConnectionKind.PUSH ? keys.inbox(clientId) : null;
        return connection(kind, () -> new Inbox(clientId, channel, listener), events);
    }

    private ReconnectingConnection connection(
            ConnectionKind kind, Supplier<@Nullable Inbox> inbox, Consumer<DkRedisEvent> events) {
        return new ReconnectingConnection(
                () -> connector.connect(inbox.get()),
                kind,
                connector.address(),
                timer,
                timeoutNanos,
                Heartbeat.Kind.PING,
                events);
    }

    @Override
    public KeyGroups keyGroups() {
        return KeyGroups.ONE_SERVER;
    }

    @Override
    public Keys keys() {
        return keys;
    }

    @Override
    public List<Primary> primaries() {
        return PRIMARIES;
    }

    @Override
    public @Nullable ServerConnection connection(Connections connections, byte[] key) {
        return connections.current();
    }

    @Override
    public Object serverOf(byte[] key) {
        return Primary.ANY;
    }

    @Override
    public void close() {}
}
