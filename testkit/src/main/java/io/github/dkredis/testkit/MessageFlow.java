package io.github.dkredis.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A flow of RESP messages. It holds back the beginning of each message until it is complete or long enough to decide
 * what to do with the message; the rest then passes piece by piece. Bytes that are not RESP pass unchanged.
 */
abstract class MessageFlow extends ProxyFlow {

    private final int bytesHeldBack;
    private final RespScanner scanner;
    private final ByteArrayOutputStream heldBack = new ByteArrayOutputStream();
    private boolean decided;
    private boolean opaque;

    MessageFlow(ProxyRules rules, Direction direction, SocketChannel source, SocketChannel target, int bytesHeldBack) {
        super(rules, direction, source, target);
        this.bytesHeldBack = bytesHeldBack;
        this.scanner = new RespScanner(bytesHeldBack);
    }

    /** Decides what to do with a message, from its beginning and before any of it passes. */
    abstract void decide(RespScanner message);

    /** Passes a piece of the message that was last decided on. */
    void passPiece(byte[] piece, boolean isLast) {
        pass(piece, piece.length);
    }

    @Override
    final void accept(ByteBuffer in) {
        while (in.hasRemaining()) {
            int from = in.position();
            boolean ended = scan(in);
            byte[] piece = new byte[in.position() - from];
            in.get(from, piece);
            heldBack.writeBytes(piece);
            if (!opaque && !decided && (ended || heldBack.size() > bytesHeldBack)) {
                decided = true;
                decide(scanner);
            }
            if (opaque || decided) {
                passPiece(heldBack.toByteArray(), ended);
                heldBack.reset();
            }
            if (ended) {
                decided = false;
                scanner.next();
            }
        }
    }

    private boolean scan(ByteBuffer in) {
        if (!opaque) {
            try {
                return scanner.scan(in);
            } catch (RespScanner.NotRespException e) {
                opaque = true;
            }
        }
        in.position(in.limit());
        return false;
    }
}
