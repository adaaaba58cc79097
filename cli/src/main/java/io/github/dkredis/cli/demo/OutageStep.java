package io.github.dkredis.cli.demo;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.ErrorReplyException;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RespConnection;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The server is killed under load, and comes back two seconds later. */
final class OutageStep implements Step {

    private static final int THREADS = 4;
    private static final long WARM_UP_CALLS = 500;
    private static final Duration OUTAGE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Much longer than a server takes to start on a busy machine. */
    private static final Duration TIME_LIMIT = Duration.ofSeconds(15);

    private static final String NAIVE_KEY = "visits:naive";
    private static final String KEY = "visits";

    @Override
    public String name() {
        return "outage";
    }

    @Override
    public String title() {
        return "the server is away for two seconds, under load";
    }

    @Override
    public Summary play(Stage stage) {
        Story story = stage.story();
        story.say("Eight threads count visits, four in each way. The server is killed, and started again two seconds"
                + " later with its data.");
        try (RedisServer server = RedisServer.builder().persistent().start();
                DkRedis redis = DkRedis.builder()
                        .uri(server.uri().toString())
                        .timeout(TIME_LIMIT)
                        .connect()) {
            Visitors naive;
            Visitors dkredis;
            try (Visitors naiveThreads = new Visitors(THREADS, () -> new NaiveVisit(server));
                    Visitors dkredisThreads = new Visitors(THREADS, () -> update(redis))) {
                naive = naiveThreads;
                dkredis = dkredisThreads;
                awaitCalls(naive, dkredis, WARM_UP_CALLS);
                server.kill();
                stage.pause(OUTAGE);
                server.restart();
                awaitCalls(naive, dkredis, WARM_UP_CALLS);
            }
            story.naive("INCR visits           # connect again for the next call after a failure");
            tell(story, naive, server.command("GET", NAIVE_KEY));
            story.dkredis("redis.atomics().update(\"visits\", n -> plusOne(n))");
            tell(story, dkredis, server.command("GET", KEY));
            story.figure("calls with an unknown outcome", "%,d", dkredis.unknown());
            story.say(
                    "Calls wait for the server within their time limit of %d seconds. A call that was on its way when it"
                            + " died may have been done: its outcome is reported as unknown, and it is not sent twice.",
                    TIME_LIMIT.toSeconds());
            return new Summary("calls failed", Story.text("%,d", naive.failed()), Story.text("%,d", dkredis.failed()));
        }
    }

    private static void tell(Story story, Visitors visitors, @Nullable Object stored) {
        story.figure("calls answered", "%,d (the slowest in %,.0f ms)", visitors.answered(), visitors.slowestMillis());
        story.figure("calls failed", "%,d", visitors.failed());
        story.figure("the counter in Redis", "%,d", Long.parseLong(String.valueOf(stored)));
    }

    /** Waits until both have had that many more answers. */
    private static void awaitCalls(Visitors naive, Visitors dkredis, long calls) {
        long naiveCalls = naive.answered() + calls;
        long dkredisCalls = dkredis.answered() + calls;
        Await.until(() -> naive.answered() >= naiveCalls && dkredis.answered() >= dkredisCalls, PATIENCE);
    }

    private static Supplier<Visitors.Outcome> update(DkRedis redis) {
        return () -> {
            try {
                redis.atomics().update(KEY, OutageStep::plusOne);
                return Visitors.Outcome.ANSWERED;
            } catch (OutcomeUnknownException e) {
                return Visitors.Outcome.UNKNOWN;
            } catch (DkRedisException e) {
                return Visitors.Outcome.FAILED;
            }
        };
    }

    private static String plusOne(@Nullable String number) {
        return number == null ? "1" : Long.toString(Long.parseLong(number) + 1);
    }

    /** Calls INCR over a connection of its own, and opens another one after a failure. */
    private static final class NaiveVisit implements Supplier<Visitors.Outcome> {

        private final RedisServer server;
        private @Nullable RespConnection connection;

        NaiveVisit(RedisServer server) {
            this.server = server;
        }

        @Override
        public Visitors.Outcome get() {
            RespConnection used = connection;
            try {
                used = used == null ? RespConnection.open(server.host(), server.port()) : used;
                connection = used;
                used.call("INCR", NAIVE_KEY);
                return Visitors.Outcome.ANSWERED;
            } catch (UncheckedIOException | ErrorReplyException e) {
                if (used != null) {
                    used.close();
                }
                connection = null;
                return Visitors.Outcome.FAILED;
            }
        }
    }
}
