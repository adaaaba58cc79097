package io.github.dkredis.testkit;

import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** The requests of one connection: each is counted, may fire a fault, and announces its reply. */
final class RequestFlow extends MessageFlow {

    private static final int BYTES_HELD_BACK = 64 << 10;

    private final ProxyRules rules;
    private final Consumer<ExpectedReply> replies;

    RequestFlow(ProxyRules rules, SocketChannel client, SocketChannel server, Consumer<ExpectedReply> replies) {
        super(rules, Direction.REQUESTS, client, server, BYTES_HELD_BACK);
        this.rules = rules;
        this.replies = replies;
    }

    @Override
    void decide(RespScanner message) {
        Request request = Request.of(message.words());
        if (request.words().isEmpty()) {
            return; // The server does not answer an empty line.
        }
        ExpectedReply reply = ExpectedReply.to(request);
        rules.countAndMatch(request).ifPresentOrElse(fault -> inject(fault, reply), () -> replies.accept(reply));
    }

    private void inject(Fault fault, ExpectedReply reply) {
        if (fault.effect().kind() == FaultEffect.Kind.CUT_REQUEST) {
            cutHere();
        } else {
            replies.accept(reply.with(fault));
        }
    }
}
