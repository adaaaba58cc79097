package io.github.dkredis.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replies and push messages on their way to the client: each reply is matched with its request. */
final class ReplyFlow extends ProxyFlow {

    private static final int HELD_BACK = 256;
    private static final Set<String> MESSAGES = Set.of("message", "pmessage", "smessage");

    private final Deque<ExpectedReply> expected = new ArrayDeque<>();
    private final RespScanner scanner = new RespScanner(HELD_BACK);
    private final ByteArrayOutputStream heldBack = new ByteArrayOutputStream();
    private boolean subscribed;
    private boolean decided;
    private boolean opaque;
    private @Nullable Fault fault;
    private long faultAfter;

    ReplyFlow(ProxyRules rules, SocketChannel server, SocketChannel client) {
        super(rules, Direction.REPLIES, server, client);
    }

    void expect(ExpectedReply reply) {
        subscribed |= reply.comesAsPush();
        expected.add(reply);
    }

    @Override
    void accept(ByteBuffer in) {
        while (in.hasRemaining()) {
            int from = in.position();
            boolean ended = scan(in);
            byte[] piece = new byte[in.position() - from];
            in.get(from, piece);
            heldBack.writeBytes(piece);
            if (opaque || decided || ended || heldBack.size() > HELD_BACK) {
                if (!opaque && !decided) {
                    decide();
                }
                passUntilFault(heldBack.toByteArray(), ended);
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

    private void decide() {
        decided = true;
        ExpectedReply reply = take();
        fault = reply == null ? null : reply.fault();
        if (fault == null) {
            return;
        }
        if (fault.kind() == Fault.Kind.HOLD_REPLY) {
            holdUntilReleased(fault);
        }
        faultAfter = fault.replyBytes();
    }

    /** The request that this message answers, if any. */
    private @Nullable ExpectedReply take() {
        ExpectedReply next = expected.peek();
        String head = head();
        boolean confirmation =
                next != null && next.comesAsPush() && next.command().equals(head);
        boolean push = scanner.messageType() == '>' || (subscribed && MESSAGES.contains(head));
        if (next == null || (push && !confirmation)) {
            return null;
        }
        expected.remove();
        if (confirmation && next.messages() > 1) {
            expected.addFirst(next.afterOne());
        }
        return next;
    }

    private String head() {
        List<byte[]> words = scanner.words();
        return words.isEmpty() ? "" : new String(words.get(0), StandardCharsets.UTF_8);
    }

    private void passUntilFault(byte[] bytes, boolean ended) {
        Fault.Kind kind = fault == null ? Fault.Kind.ACTION : fault.kind();
        if (kind != Fault.Kind.CUT_REPLY && kind != Fault.Kind.SILENCE) {
            pass(bytes, bytes.length);
            return;
        }
        int allowed = (int) Math.min(bytes.length, faultAfter);
        pass(bytes, allowed);
        faultAfter -= allowed;
        if (allowed < bytes.length || ended) {
            fault = null;
            if (kind == Fault.Kind.CUT_REPLY) {
                cutHere();
            } else {
                goSilent();
            }
        }
    }
}
