package io.github.dkredis.cli.demo;

import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.List;

/** Several processes share one rate limit. */
final class LimitStep implements Step {

    private static final int PROCESSES = 4;
    private static final Duration RUSH_AFTER = Duration.ofMillis(800);
    private static final long SECOND_MICROS = 1_000_000;

    @Override
    public String name() {
        return "limit";
    }

    @Override
    public String title() {
        return "a rate limit for four processes together";
    }

    @Override
    public Summary play(Stage stage) {
        Story story = stage.story();
        RedisServer server = stage.server();
        story.say(
                "A mail provider takes %d mails a second; four processes have far more, and their rush begins %.1f s"
                        + " after a first mail.",
                LimitedCallers.PERMITS, RUSH_AFTER.toMillis() / 1e3);
        stage.workers().take(PROCESSES);

        story.naive(
                "INCR window           # and EXPIRE window 1 if that made it 1; mail if <= " + LimitedCallers.PERMITS);
        server.resetStats();
        server.command("INCR", LimitedCallers.WINDOW);
        server.command("EXPIRE", LimitedCallers.WINDOW, "1");
        stage.pause(RUSH_AFTER);
        int naiveMost = tell(stage, stage.workers().run(PROCESSES, "limit-naive"), "incr");
        story.say("A window ends and the next one begins: both admit all their mails within a moment.");

        server.command("DEL", LimitedCallers.ADMITTED);
        story.dkredis(
                "Rate rate = Rate.of(" + LimitedCallers.PERMITS + ", Duration.ofSeconds(1)).withBurst("
                        + LimitedCallers.BURST + ");",
                "redis.rateLimiter(\"mail\", rate).tryAcquire().isAllowed()");
        server.resetStats();
        int most = tell(stage, stage.workers().run(PROCESSES, "limit-dkredis"), "evalsha");
        story.say("Permits come back evenly, and a process that was refused does not ask Redis again before the time"
                + " that Redis named.");
        return new Summary(
                Story.text("mails in one second (limit: %d)", LimitedCallers.PERMITS),
                Story.text("%d", naiveMost),
                Story.text("%d", most));
    }

    private static int tell(Stage stage, List<Figures> reports, String command) {
        int most = most(stage.numbers(LimitedCallers.ADMITTED).stream().sorted().toList());
        stage.story().figure("most mails within one second", "%d", most);
        stage.story().figure("the limiter was asked", "%,d times", Figures.sum(reports, "asked"));
        stage.story().figure("commands that this sent", "%,d", stage.server().calls(command));
        return most;
    }

    /** {@return the greatest number of moments in any second that begins with one of them} */
    private static int most(List<Long> sorted) {
        int most = 0;
        int end = 0;
        for (int begin = 0; begin < sorted.size(); begin++) {
            while (end < sorted.size() && sorted.get(end) - sorted.get(begin) < SECOND_MICROS) {
                end++;
            }
            most = Math.max(most, end - begin);
        }
        return most;
    }
}
