package io.github.dkredis.cli.demo;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The server is killed and comes back while a thread counts. */
final class CrashStep implements Step {

    private static final int BEFORE = 2_000;
    private static final int AFTER = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Override
    public String title() {
        return "The server is killed and restarted: calls go on";
    }

    @Override
    public void run(Stage stage) {
        Story story = stage.story();
        try (RedisServer server = RedisServer.builder().persistent().start();
                DkRedis redis = DkRedis.connect(server.uri().toString())) {
            Visits visits = new Visits(redis);
            Thread thread = new Thread(visits, "dkredis-demo-visits");
            thread.setDaemon(true);
            thread.start();
            visits.awaitAnswers(BEFORE);
            server.kill();
            long killed = System.nanoTime();
            server.restart();
            long down = System.nanoTime() - killed;
            visits.awaitAnswers(visits.answered.get() + AFTER);
            visits.stop(thread);
            report(story, visits, down, String.valueOf(server.command("GET", "visits")));
        }
    }

    private static void report(Story story, Visits visits, long downNanos, String held) {
        story.say("    A thread counts visits with update(), one call after the other. kill -9 hits its server (which");
        story.say("    keeps a log on disk), and it is started again:");
        story.result("the server was away for", "%.0f ms", downNanos / 1e6);
        story.result(
                "calls that were answered",
                "%,d, the slowest in %.0f ms",
                visits.answered.get(),
                visits.slowestNanos / 1e6);
        story.result("calls with unknown outcome", "%,d (on the wire when it died)", visits.unknown.get());
        story.result("calls that failed", "%,d", visits.failed.get());
        long unanswered = Long.parseLong(held) - visits.answered.get();
        story.result("the counter says", "%s: all that were answered, and %d more", held, unanswered);
        story.say(
                "    Nothing that was answered is missing: the client reconnected by itself, and calls waited for it.");
    }

    /** Counts until it is told to stop. */
    private static final class Visits implements Runnable {

        final AtomicLong answered = new AtomicLong();
        final AtomicLong unknown = new AtomicLong();
        final AtomicLong failed = new AtomicLong();
        volatile long slowestNanos;
        private final DkRedis redis;
        private volatile boolean stopped;

        Visits(DkRedis redis) {
            this.redis = redis;
        }

        @Override
        public void run() {
            while (!stopped) {
                long start = System.nanoTime();
                try {
                    redis.atomics().update("visits", CounterStep::next);
                    answered.incrementAndGet();
                } catch (OutcomeUnknownException e) {
                    unknown.incrementAndGet();
                } catch (DkRedisException e) {
                    failed.incrementAndGet();
                }
                slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
            }
        }

        void awaitAnswers(long count) {
            Await.until(() -> answered.get() >= count, PATIENCE);
        }

        void stop(Thread thread) {
            stopped = true;
            Await.until(() -> !thread.isAlive(), PATIENCE);
        }
    }
}
