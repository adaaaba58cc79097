package io.github.dkredis.testkit;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A client's connection, and the connection to the server that the proxy has opened for it. Used by the loop's thread
 * only.
 */
final class ProxiedConnection {

    private final SocketChannel client;
    private final SocketChannel server;
    private final RequestFlow requests;
    private final ReplyFlow replies;

    ProxiedConnection(ProxyRules rules, SocketChannel client, SocketChannel server) {
        this.client = client;
        this.server = server;
        this.replies = new ReplyFlow(rules, server, client);
        this.requests = new RequestFlow(rules, client, server, replies::expect);
    }

    void register(Selector selector) throws IOException {
        for (SocketChannel channel : new SocketChannel[] {client, server}) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, this);
        }
    }

    void read(SelectionKey key, ByteBuffer scratch) {
        try {
            (key.channel().equals(client) ? requests : replies).read(scratch);
        } catch (IOException | RuntimeException e) {
            // A side has disconnected, or a test's condition threw: only this connection ends.
            close();
        }
    }

    /** Writes what is due, and tells the selector which events this connection waits for. */
    void advance(Selector selector, long now) {
        if (!isOpen()) {
            return;
        }
        try {
            if (!requests.write(now) || !replies.write(now) || (requests.hasEnded() && replies.hasEnded())) {
                close();
                return;
            }
            listen(client, selector, requests, replies);
            listen(server, selector, replies, requests);
        } catch (IOException e) {
            close();
        }
    }

    long nanosUntilDue(long now) {
        return Math.min(requests.nanosUntilDue(now), replies.nanosUntilDue(now));
    }

    ProxyFlow flow(Direction direction) {
        return direction == Direction.REQUESTS ? requests : replies;
    }

    boolean isOpen() {
        return client.isOpen();
    }

    void close() {
        closeQuietly(client);
        closeQuietly(server);
    }

    /** Closes both sides with a reset: a linger time of zero makes close() send RST instead of FIN. */
    void reset() {
        for (SocketChannel channel : new SocketChannel[] {client, server}) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // The channel is closed already.
            }
        }
        close();
    }

    private static void listen(SocketChannel channel, Selector selector, ProxyFlow from, ProxyFlow to)
            throws ClosedChannelException {
        SelectionKey key = channel.keyFor(selector);
        if (key == null || !key.isValid()) {
            throw new ClosedChannelException();
        }
        key.interestOps(
                (from.wantsToRead() ? SelectionKey.OP_READ : 0) | (to.wantsToWrite() ? SelectionKey.OP_WRITE : 0));
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The channel is useless either way.
        }
    }
}
