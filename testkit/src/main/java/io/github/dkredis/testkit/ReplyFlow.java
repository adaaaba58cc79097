package io.github.dkredis.testkit;

import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies and push messages on their way to the client: each reply is matched with its request. */
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
        if (fault != null && fault.kind() == Fault.Kind.HOLD_REPLY) {
            holdUntilReleased(fault);
        }
        bytesUntilFault = fault == null ? 0 : fault.replyBytes();
    }

    @Override
    void passPiece(byte[] piece, boolean isLast) {
        Fault.Kind kind = fault == null ? Fault.Kind.ACTION : fault.kind();
        if (kind != Fault.Kind.CUT_REPLY && kind != Fault.Kind.SILENCE) {
            pass(piece, piece.length);
            return;
        }
        int allowed = (int) Math.min(piece.length, bytesUntilFault);
        pass(piece, allowed);
        bytesUntilFault -= allowed;
        if (allowed < piece.length || isLast) {
            fault = null;
            if (kind == Fault.Kind.CUT_REPLY) {
                cutHere();
            } else {
                goSilent();
            }
        }
    }

    /** The request that this message answers, if any. */
    private @Nullable ExpectedReply take(RespScanner message) {
        String head = head(message.words());
        boolean push = isPush(message.messageType(), head);
        ExpectedReply next = expected.peek();
        boolean confirmation =
                push && next != null && next.comesAsPush() && next.command().equals(head);
        if (next == null || (push && !confirmation)) {
            return null;
        }
        expected.remove();
        if (confirmation && next.messages() > 1) {
            expected.addFirst(next.afterOne());
        }
        return next;
    }

    private boolean isPush(int type, String head) {
        resp3 |= type == '>';
        return type == '>' || (type == '*' && subscribed && !resp3 && ExpectedReply.isOfSubscription(head));
    }

    private static String head(List<byte[]> words) {
        return words.isEmpty() ? "" : new String(words.get(0), StandardCharsets.UTF_8);
    }
}
