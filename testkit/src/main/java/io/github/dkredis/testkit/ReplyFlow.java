package io.github.dkredis.testkit;

import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replies and push messages of one connection, each reply matched with its request.
 *
 * <p>A Redis connection answers in order, so the oldest expected reply belongs to the next message that is not a push
 * message. In RESP2 a push message looks like an array; it is recognised by its first word, and only after a
 * subscription.
 */
final class ReplyFlow extends MessageFlow {

    private static final int BYTES_HELD_BACK = 256;

    private final Deque<ExpectedReply> expected = new ArrayDeque<>();
    private boolean subscribed;
    private boolean resp3;
    private @Nullable Fault fault;
    private long bytesUntilFault;

    ReplyFlow(ProxyRules rules, SocketChannel server, SocketChannel client) {
        super(rules, Direction.REPLIES, server, client, BYTES_HELD_BACK);
    }

    void expect(ExpectedReply reply) {
        subscribed |= reply.comesAsPush();
        expected.add(reply);
    }

    @Override
    void decide(RespScanner message) {
        ExpectedReply reply = take(message);
        fault = reply == null ? null : reply.fault();
        if (fault != null && fault.effect().kind() == FaultEffect.Kind.HOLD_REPLY) {
            holdUntilReleased(fault);
        }
        bytesUntilFault = fault == null ? 0 : fault.effect().replyBytes();
    }

    @Override
    void passPiece(byte[] piece, boolean isLast) {
        FaultEffect.Kind kind =
                fault == null ? FaultEffect.Kind.RUN_ACTION : fault.effect().kind();
        if (kind != FaultEffect.Kind.CUT_REPLY && kind != FaultEffect.Kind.DISCARD_REPLIES) {
            pass(piece, piece.length);
            return;
        }
        int allowed = (int) Math.min(piece.length, bytesUntilFault);
        pass(piece, allowed);
        bytesUntilFault -= allowed;
        if (allowed < piece.length || isLast) {
            fault = null;
            if (kind == FaultEffect.Kind.CUT_REPLY) {
                cutHere();
            } else {
                discardRest();
            }
        }
    }

    /** Takes the expected reply that this message is, if it is one. */
    private @Nullable ExpectedReply take(RespScanner message) {
        String firstWord = firstWord(message.words());
        boolean push = isPush(message.messageType(), firstWord);
        ExpectedReply next = expected.peek();
        boolean confirmation =
                push && next != null && next.comesAsPush() && next.command().equals(firstWord);
        if (next == null || (push && !confirmation)) {
            return null;
        }
        expected.remove();
        if (confirmation && next.messages() > 1) {
            expected.addFirst(next.afterOne());
        }
        return next;
    }

    private boolean isPush(int type, String firstWord) {
        resp3 |= type == '>';
        return type == '>' || (type == '*' && subscribed && !resp3 && ExpectedReply.isOfSubscription(firstWord));
    }

    private static String firstWord(List<byte[]> words) {
        return words.isEmpty() ? "" : new String(words.get(0), StandardCharsets.UTF_8);
    }
}
