package io.github.dkredis.cli.demo;

import java.util.List;

/** Many callers of several processes ask for one missing cache entry. */
final class CacheStep implements Step {

    private static final int PROCESSES = 4;

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public String title() {
        return "1,000 callers, one missing entry";
    }

    @Override
    public Summary play(Stage stage) {
        Story story = stage.story();
        story.say(
                "A popular cache entry has expired, and %,d callers of %d processes want it at once; the query behind"
                        + " it takes %d ms, and each process has %d database connections.",
                PROCESSES * CacheCallers.THREADS,
                PROCESSES,
                CacheCallers.QUERY.toMillis(),
                CacheCallers.DATABASE_CONNECTIONS);
        stage.workers().take(PROCESSES);

        story.naive("GET report:sales    # if it is missing: query, then SET report:sales EX 60");
        long naiveQueries = tell(stage, stage.workers().run(PROCESSES, "load-naive"));

        stage.server().command("DEL", CacheCallers.QUERIES);
        story.dkredis("redis.cache(\"reports\", String.class).get(\"sales\", name -> query(name))");
        long queries = tell(stage, stage.workers().run(PROCESSES, "load-dkredis"));
        story.say("One caller of all processes runs the query. The others wait for its value and are told when it is"
                + " there.");
        return new Summary(
                Story.text("queries for %,d callers", PROCESSES * CacheCallers.THREADS),
                Story.text("%,d", naiveQueries),
                Story.text("%,d", queries));
    }

    private static long tell(Stage stage, List<Figures> reports) {
        long queries = stage.number(CacheCallers.QUERIES);
        stage.story().figure("queries sent to the database", "%,d", queries);
        stage.story().figure("the slowest caller waited", "%,d ms", Figures.max(reports, "slowestMicros") / 1_000);
        return queries;
    }
}
