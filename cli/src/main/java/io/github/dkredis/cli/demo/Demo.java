package io.github.dkredis.cli.demo;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.RedisServer;
import java.io.PrintStream;
import java.util.List;

/** The whole demo: its own server, its steps in order, and how long they took. */
public final class Demo {

    private static final List<Step> STEPS = List.of(
            new ValueStep(),
            new HashStep(),
            new FieldStep(),
            new CounterStep(),
            new MaximumStep(),
            new LostReplyStep(),
            new CrashStep());

    private Demo() {}

    /**
     * Runs it; it takes some ten seconds.
     *
     * @param out where it tells what it does
     */
    public static void run(PrintStream out) {
        long start = System.nanoTime();
        Story story = new Story(out);
        try (RedisServer server = RedisServer.start();
                DkRedis redis = DkRedis.connect(server.uri().toString())) {
            story.say(
                    "This is dkredis on Redis %s, started for this demo on port %d, and gone with it.",
                    server.version(), server.port());
            story.say("Every figure below is measured now, on this machine.");
            Stage stage = new Stage(server, redis, story);
            for (int i = 0; i < STEPS.size(); i++) {
                story.heading(i + 1, STEPS.size(), STEPS.get(i).title());
                STEPS.get(i).run(stage);
            }
        }
        story.end(System.nanoTime() - start);
    }
}
