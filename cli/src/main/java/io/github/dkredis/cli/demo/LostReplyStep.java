package io.github.dkredis.cli.demo;

import io.github.dkredis.DkRedis;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RespConnection;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The network loses the reply of a write that Redis has run. */
final class LostReplyStep implements Step {

    private static final String BALANCE = "balance";

    @Override
    public String name() {
        return "reply";
    }

    @Override
    public String title() {
        return "the network loses a reply";
    }

    @Override
    public Summary play(Stage stage) {
        Story story = stage.story();
        RedisServer server = stage.server();
        story.say("A balance of 100 gets 10 more. Redis has added them, and the connection breaks before its reply.");
        try (FaultProxy proxy = FaultProxy.inFrontOf(server);
                DkRedis redis = DkRedis.connect(proxy.uri().toString())) {
            story.naive("INCRBY balance 10     # connect and send it again if there is no reply");
            server.command("SET", BALANCE, "100");
            server.resetStats();
            proxy.onNext("INCRBY").dropReply();
            addTenUntilAnswered(proxy);
            story.figure("Redis ran it", "%d times", server.calls("incrby"));
            long naiveBalance = stage.number(BALANCE);
            story.figure("the balance", "%d", naiveBalance);

            story.dkredis("redis.atomics().update(\"balance\", n -> plusTen(n))");
            redis.atomics().update(BALANCE, old -> "100");
            server.resetStats();
            proxy.onNext("EVALSHA").dropReply();
            story.figure("update() throws", "%s", failureOfUpdate(redis));
            story.figure("Redis ran it", "%d time", server.calls("evalsha"));
            long balance = stage.number(BALANCE);
            story.figure("the balance", "%d", balance);

            proxy.onNext("GET").dropReply();
            server.resetStats();
            String found =
                    redis.values(Codec.string()).get(BALANCE, String.class).orElse("missing");
            story.figure("a lost GET is sent again, and finds", "%s (Redis ran %d)", found, server.calls("get"));
            story.say("Only commands that are harmless to repeat are sent again. For any other, the caller learns that"
                    + " the outcome is unknown.");
            return new Summary("100 plus 10", Story.text("%d", naiveBalance), Story.text("%d", balance));
        }
    }

    private static void addTenUntilAnswered(FaultProxy proxy) {
        while (true) {
            try (RespConnection connection = RespConnection.open(proxy.host(), proxy.port())) {
                connection.call("INCRBY", BALANCE, "10");
                return;
            } catch (UncheckedIOException e) {
                // the naive way: once more
            }
        }
    }

    private static String failureOfUpdate(DkRedis redis) {
        try {
            redis.atomics().update(BALANCE, LostReplyStep::plusTen);
            return "nothing";
        } catch (OutcomeUnknownException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static String plusTen(@Nullable String number) {
        return Long.toString(number == null ? 10 : Long.parseLong(number) + 10);
    }
}
