package io.github.dkredis.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** Requests on their way to the server: each is held back until it is known whether it may pass. */
final class RequestFlow extends ProxyFlow {

    private static final int HELD_BACK = 64 << 10;

    private final ProxyRules rules;
    private final Consumer<ExpectedReply> expecting;
    private final RespScanner scanner = new RespScanner(HELD_BACK);
    private final ByteArrayOutputStream heldBack = new ByteArrayOutputStream();
    private boolean decided;
    private boolean opaque;

    RequestFlow(ProxyRules rules, SocketChannel client, SocketChannel server, Consumer<ExpectedReply> expecting) {
        super(rules, Direction.REQUESTS, client, server);
        this.rules = rules;
        this.expecting = expecting;
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
                pass(heldBack.toByteArray(), heldBack.size());
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
        Request request = Request.of(scanner.words());
        if (request.words().isEmpty()) {
            return;
        }
        rules.meet(request)
                .ifPresentOrElse(fault -> decide(request, fault), () -> expecting.accept(ExpectedReply.to(request)));
    }

    private void decide(Request request, Fault fault) {
        if (fault.kind() == Fault.Kind.CUT_REQUEST) {
            cutHere();
        } else {
            expecting.accept(ExpectedReply.to(request).with(fault));
        }
    }
}
