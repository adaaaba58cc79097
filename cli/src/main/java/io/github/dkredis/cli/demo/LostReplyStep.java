package io.github.dkredis.cli.demo;

import io.github.dkredis.DkRedis;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;

/** The network loses a reply: a write is never run twice, a read is asked again. */
final class LostReplyStep implements Step {

    @Override
    public String title() {
        return "The network loses a reply: nothing runs twice";
    }

    @Override
    public void run(Stage stage) {
        RedisServer server = stage.server();
        Story story = stage.story();
        try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                DkRedis redis = DkRedis.connect(proxy.uri().toString())) {
            redis.atomics().update("balance", old -> "100");
            story.say(
                    "    The balance is 100. A proxy cuts the connection once Redis has added 10, before it says so:");
            server.resetStats();
            proxy.onNext("EVALSHA").dropReply();
            story.code("redis.atomics().update(\"balance\", n -> String.valueOf(Long.parseLong(n) + 10))");
            try {
                redis.atomics().update("balance", LostReplyStep::plusTen);
                story.result("dkredis", "the reply was not lost this time");
            } catch (OutcomeUnknownException e) {
                story.result("dkredis throws", "%s", e.getClass().getSimpleName());
                story.say("      %s", e.getMessage());
            }
            story.result(
                    "the server ran it",
                    "%d time; the balance is %s",
                    server.calls("evalsha"),
                    server.command("GET", "balance"));
            server.resetStats();
            proxy.onNext("GET").dropReply();
            story.say("    The same with a read, which does no harm when it is sent again:");
            String balance = redis.values(io.github.dkredis.codec.Codec.string())
                    .get("balance", String.class)
                    .orElse("gone");
            story.result("get answers", "%s; the server ran GET %d times", balance, server.calls("get"));
        }
    }

    private static String plusTen(@org.jspecify.annotations.Nullable String old) {
        return Long.toString(Long.parseLong(String.valueOf(old)) + 10);
    }
}
