package io.github.dkredis.testkit;

import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** Requests on their way to the server. */
final class RequestFlow extends MessageFlow {

    private static final int BYTES_HELD_BACK = 64 << 10;

    private final ProxyRules rules;
    private final Consumer<ExpectedReply> expecting;

    RequestFlow(ProxyRules rules, SocketChannel client, SocketChannel server, Consumer<ExpectedReply> expecting) {
        super(rules, Direction.REQUESTS, client, server, BYTES_HELD_BACK);
        this.rules = rules;
        this.expecting = expecting;
    }

    @Override
    void decide(RespScanner message) {
        Request request = Request.of(message.words());
        if (request.words().isEmpty()) {
            return; // An empty line, which the server does not answer.
        }
        ExpectedReply reply = ExpectedReply.to(request);
        rules.meet(request).ifPresentOrElse(fault -> decide(reply, fault), () -> expecting.accept(reply));
    }

    private void decide(ExpectedReply reply, Fault fault) {
        if (fault.kind() == Fault.Kind.CUT_REQUEST) {
            cutHere();
        } else {
            expecting.accept(reply.with(fault));
        }
    }
}
