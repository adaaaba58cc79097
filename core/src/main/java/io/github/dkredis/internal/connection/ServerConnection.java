package io.github.dkredis.internal.connection;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has been greeted and can be used.
 *
 * @param lettuce the connection
 * @param address the server's host and port
 * @param facts what the server has told
 * @param monitor counts what the connection reads
 * @param drained completes when the connection is closed and each of its commands has ended or was passed on
 * @param closing whether this client closes it: Lettuce warns of a connection that is closed twice
 */
record ServerConnection(
        StatefulRedisConnection<byte[], byte[]> lettuce,
        String address,
        ServerFacts facts,
        ReadMonitor monitor,
        CompletableFuture<@Nullable Void> drained,
        AtomicBoolean closing) {

    ServerConnection(
            StatefulRedisConnection<byte[], byte[]> lettuce, String address, ServerFacts facts, ReadMonitor monitor) {
        this(lettuce, address, facts, monitor, new CompletableFuture<>(), new AtomicBoolean());
    }

    CompletableFuture<String> ping() {
        AsyncCommand<byte[], byte[], String> ping = new AsyncCommand<>(new Command<>(
                CommandType.PING,
                new StatusOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE)));
        lettuce.dispatch(ping);
        return ping.toCompletableFuture();
    }

    /** Whether another connection is known to lead to another server, perhaps behind the same address. */
    boolean leadsElsewhereThan(ServerConnection other) {
        ServerFacts.Identity here = facts.identity();
        ServerFacts.Identity there = other.facts.identity();
        boolean otherRun = here != null && there != null && !here.runId().equals(there.runId());
        return otherRun || !address.equals(other.address);
    }

    /**
     * Makes the server close a connection that was given up, before this one is used. A stalled network may still
     * deliver what was sent over the old connection: a lock could be taken that no caller owns. A number and an address
     * together name a connection for certain, but only within one run of the server. It does not matter if the server
     * refuses, since the scripts that take locks do not rely on this alone.
     */
    void killPredecessor(ServerConnection old) {
        ServerFacts.Identity mine = facts.identity();
        ServerFacts.Identity gone = old.facts.identity();
        if (mine == null || gone == null || !mine.runId().equals(gone.runId())) {
            return;
        }
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add("KILL")
                .add("ID")
                .add(gone.clientId())
                .add("ADDR")
                .add(gone.address());
        lettuce.dispatch(new AsyncCommand<>(
                new Command<>(CommandType.CLIENT, new IntegerOutput<>(ByteArrayCodec.INSTANCE), args)));
    }

    /** Closes the connection; a second call does nothing. */
    CompletableFuture<?> close() {
        return closing.compareAndSet(false, true) ? lettuce.closeAsync() : CompletableFuture.completedFuture(null);
    }
}
