package io.github.dkredis.internal.connection;

import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.command.Primary;
import io.github.dkredis.internal.command.ServerErrors;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a key of a slot that the node serves. A primary that is cut off from the others answers every {@code PING}, and
 * never learns what another one has changed meanwhile; but after {@code cluster-node-timeout} it refuses to read. So
 * what was read over a connection with this heartbeat is not trusted for longer.
 */
final class SlotHeartbeat implements Heartbeat {

    private final Cluster cluster;
    private final ClusterNode node;
    private final Keys keys;
    private final Replacement.Owner owner;

    /** The last key, and its slot; the event loop and the timer may both make another one. */
    private volatile SlotKey last = new SlotKey(-1, new byte[0]);

    private record SlotKey(int slot, byte[] key) {}

    SlotHeartbeat(Cluster cluster, ClusterNode node, Keys keys, Replacement.Owner owner) {
        this.cluster = cluster;
        this.node = node;
        this.keys = keys;
        this.owner = owner;
    }

    @Override
    public CompletableFuture<?> beat(ServerConnection connection) {
        Integer slot = cluster.topology().firstSlot(node);
        if (slot == null) {
            return connection.ping(); // it serves nothing, and nothing is read from it
        }
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(keyIn(slot));
        AsyncCommand<byte[], byte[], byte[]> read = new AsyncCommand<>(
                new Command<>(CommandType.GET, new ByteArrayOutput<>(ByteArrayCodec.INSTANCE), args));
        read.whenComplete((value, failure) -> {
            if (failure instanceof RedisCommandExecutionException refused) {
                refused(connection, ServerErrors.code(String.valueOf(refused.getMessage())));
            }
        });
        connection.lettuce().dispatch(read);
        return read.toCompletableFuture();
    }

    private void refused(ServerConnection connection, String code) {
        switch (code) {
            case "ASK", "NOPERM", "WRONGTYPE" -> {} // the node serves the slot
            default -> owner.leave(connection, "the node does not serve its slots (" + code + ")");
        }
    }

    private byte[] keyIn(int slot) {
        SlotKey known = last;
        if (known.slot == slot) {
            return known.key;
        }
        int number = 0;
        byte[] key;
        do {
            key = keys.of(keys.heartbeat(number++));
        } while (Primary.of(key).slot() != slot);
        last = new SlotKey(slot, key);
        return key;
    }
}
