package io.github.dkredis.cli.demo;

import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Reads from this process's own memory that another process's write invalidates. */
final class NearStep implements Step {

    private static final int MAP_CHANGES = 2;

    @Override
    public String name() {
        return "near";
    }

    @Override
    public String title() {
        return "reads from memory that are not out of date";
    }

    @Override
    public Summary play(Stage stage) {
        Story story = stage.story();
        story.say("A process reads a price all the time, and another process changes it.");
        RedisServer server = stage.server();
        List<WorkerProcess> workers = stage.workers().take(2);
        WorkerProcess reader = workers.get(0);
        WorkerProcess writer = workers.get(1);
        server.command("SET", PriceWriter.KEY, "0");

        story.naive("GET price             # for each read");
        reader.send("price-get");
        story.figure("one read takes", "%,.1f µs", reader.report().get("picos") / 1e6);

        story.otherNaive(
                "map.get(\"price\")      // a local copy that lives for " + PriceReader.MAP_TTL.toSeconds() + " s");
        double naiveMillis = mapFigures(stage, reader, writer);

        story.dkredis(
                "CacheOptions near = CacheOptions.defaults().nearCache(10_000);",
                "redis.cache(\"prices\", Long.class, near).get(\"price\")");
        reader.send("price-near");
        story.figure("one read takes", "%,.0f ns", reader.report().get("picos") / 1e3);
        writer.send("price-put");
        Figures changes = reader.report();
        writer.report();
        story.figure(
                "a change was seen after",
                "%,.2f ms (median of %d; the slowest %,.1f ms)",
                changes.get("medianMicros") / 1e3,
                changes.get("changes"),
                changes.get("worstMicros") / 1e3);
        story.say("Redis itself tells the reader that its copy is invalid, so the copy needs no short TTL.");
        return new Summary(
                "a change is seen after",
                Story.text("%,.0f ms", naiveMillis),
                Story.text("%,.1f ms", changes.get("medianMicros") / 1e3));
    }

    private static double mapFigures(Stage stage, WorkerProcess reader, WorkerProcess writer) {
        long longest = 0;
        for (int i = 0; i < MAP_CHANGES; i++) {
            reader.send("price-map");
            long picos = reader.report().get("picos");
            if (i == 0) {
                stage.story().figure("one read takes", "%,.0f ns", picos / 1e3);
            }
            stage.pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(PriceReader.MAP_TTL.toMillis())));
            writer.send("price-write");
            writer.report();
            longest = Math.max(longest, reader.report().get("lateMicros"));
        }
        stage.story().figure("a change was seen after", "%,.0f ms (the longest of %d)", longest / 1e3, MAP_CHANGES);
        return longest / 1e3;
    }
}
