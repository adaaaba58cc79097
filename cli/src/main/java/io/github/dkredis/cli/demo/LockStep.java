package io.github.dkredis.cli.demo;

import java.util.List;

/** Several processes take turns under one lock. */
final class LockStep implements Step {

    private static final int PROCESSES = 4;

    @Override
    public String name() {
        return "lock";
    }

    @Override
    public String title() {
        return "four processes take turns";
    }

    @Override
    public Summary play(Stage stage) {
        Story story = stage.story();
        story.say(
                "Four processes with %d threads each read a counter, add one, and write it back. Only one thread may"
                        + " do so at a time, and now and then its turn takes %d ms.",
                LockTurns.THREADS, LockTurns.LONG_TURN.toMillis());
        stage.workers().take(PROCESSES);

        story.naive(
                "SET lock 1 NX PX " + LockTurns.TTL.toMillis() + "    # again every " + LockTurns.RETRY.toMillis()
                        + " ms until it is OK",
                "DEL lock");
        long naiveLost = tell(stage, stage.workers().run(PROCESSES, "turns-naive"));
        story.say("A long turn outlives the lock, and then deletes the lock of another thread.");

        stage.server().command("DEL", LockTurns.COUNTER);
        story.dkredis("redis.mutex(\"counter\").run(() -> addOne())");
        long lost = tell(stage, stage.workers().run(PROCESSES, "turns-dkredis"));
        fences(stage);
        story.say("The lease is renewed while its holder works, and the next process is told at once instead of"
                + " polling.");
        return new Summary("additions lost", Story.text("%,d", naiveLost), Story.text("%,d", lost));
    }

    private static long tell(Stage stage, List<Figures> reports) {
        long turns = Figures.sum(reports, "turns");
        Story story = stage.story();
        story.figure("turns in " + LockTurns.RUN.toSeconds() + " seconds", "%,d", turns);
        story.figure(
                "turns of one thread",
                "%,d to %,d",
                reports.stream().mapToLong(report -> report.get("fewest")).min().orElse(0),
                Figures.max(reports, "most"));
        story.figure("longest wait for a turn", "%,d ms", Figures.max(reports, "waitMicros") / 1_000);
        long lost = turns - stage.number(LockTurns.COUNTER);
        story.figure("additions lost", "%,d", lost);
        return lost;
    }

    /** Checks the fencing tokens. Each thread appends its own while it holds the lock, so the list has their order. */
    private static void fences(Stage stage) {
        List<Long> fences = stage.numbers(LockTurns.COUNTER + LockTurns.FENCES);
        int risen = 0;
        for (int i = 1; i < fences.size(); i++) {
            risen += fences.get(i) > fences.get(i - 1) ? 1 : 0;
        }
        stage.story().figure("fencing tokens that rose", "%,d of %,d", risen, fences.size() - 1);
    }
}
