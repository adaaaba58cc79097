package io.github.dkredis.cli.demo;

import io.github.dkredis.testkit.RedisServer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Plays steps of the demo, one after the other, on a Redis that is started for it. Each step has a limit, and all
 * together have one; a step that takes longer is stopped. The server and all processes of the demo end with it.
 */
public final class Demo {

    /** The limit of the whole demo, which ends within a minute with the start of its JVM. */
    public static final Duration LIMIT = Duration.ofSeconds(57);

    /** The time that a slow step leaves for each later one. */
    private static final Duration RESERVE = Duration.ofSeconds(3);

    private static final List<Step> STEPS = List.of(
            new LockStep(),
            new CrashStep(),
            new CacheStep(),
            new NearStep(),
            new LimitStep(),
            new PythonStep(),
            new FieldStep(),
            new LostReplyStep(),
            new OutageStep());

    private final Story story;
    private final List<Step> steps;
    private final Duration limit;
    private final Map<Step, Summary> summaries = new LinkedHashMap<>();
    private final long startNanos = System.nanoTime();

    private Demo(Story story, List<Step> steps, Duration limit) {
        this.story = story;
        this.steps = steps;
        this.limit = limit;
    }

    /** {@return the names of all steps in their order, each with its title} */
    public static List<String> listing() {
        return STEPS.stream()
                .map(step -> String.format("%-8s%s", step.name(), step.title()))
                .toList();
    }

    /** {@return the names of all steps in their order} */
    public static List<String> names() {
        return STEPS.stream().map(Step::name).toList();
    }

    /**
     * Plays some steps, or all of them.
     *
     * @param out the output, which gets plain text of at most 80 columns
     * @param names the names of the steps; empty for all
     * @param coloured whether the output may have escape codes for colours
     * @param limit the time after which the demo stops
     * @return whether all steps came to their end
     */
    public static boolean run(PrintStream out, List<String> names, boolean coloured, Duration limit) {
        List<Step> steps = STEPS.stream()
                .filter(step -> names.isEmpty() || names.contains(step.name()))
                .toList();
        Story story = new Story(out, coloured);
        return new Demo(story, steps, limit).play();
    }

    private boolean play() {
        boolean complete = true;
        try (RedisServer server = RedisServer.start();
                WorkerPool workers = new WorkerPool(server.uri())) {
            Thread onExit = new Thread(() -> {
                story.mute();
                workers.shutDown();
            });
            Runtime.getRuntime().addShutdownHook(onExit);
            try {
                story.say(
                        "This is dkredis on Redis %s, which was started for this demo and ends with it. Every figure"
                                + " is measured now, on this machine.",
                        server.version());
                for (int i = 0; i < steps.size(); i++) {
                    Step step = steps.get(i);
                    story.heading(i + 1, steps.size(), step);
                    server.command("FLUSHALL");
                    complete &= play(step, limit(steps.size() - i - 1), server, workers);
                }
                summarize();
                double seconds = (System.nanoTime() - startNanos) / 1e9;
                story.blank();
                story.say("That took %.0f s. Next: ./dkredis --help, and the README.", seconds);
            } finally {
                removeHook(onExit);
            }
        }
        return complete;
    }

    private boolean play(Step step, Duration limit, RedisServer server, WorkerPool workers) {
        Story ofStep = story.ofStep();
        FutureTask<Summary> task = new FutureTask<>(() -> step.play(new Stage(server, workers, ofStep)));
        Thread thread = new Thread(task, "dkredis-demo-" + step.name());
        thread.setDaemon(true);
        thread.start();
        try {
            summaries.put(step, task.get(limit.toMillis(), TimeUnit.MILLISECONDS));
            return true;
        } catch (TimeoutException e) {
            stop(ofStep, workers, task);
            story.say("This step did not end within %.0f s, and was stopped.", limit.toMillis() / 1e3);
        } catch (ExecutionException e) {
            stop(ofStep, workers, task);
            story.say("This step failed: %s", e.getCause());
        } catch (InterruptedException e) {
            stop(ofStep, workers, task);
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void summarize() {
        if (summaries.size() > 1) {
            story.blank();
            story.row("", "", "the naive way", "with dkredis");
            summaries.forEach(
                    (step, summary) -> story.row(step.name(), summary.figure(), summary.naive(), summary.dkredis()));
        }
    }

    /** {@return the limit of a step: what is left of the whole demo's, less a reserve for each later step} */
    private Duration limit(int laterSteps) {
        Duration left = limit.minusNanos(System.nanoTime() - startNanos).minus(RESERVE.multipliedBy(laterSteps));
        return left.compareTo(RESERVE) < 0 ? RESERVE : left;
    }

    /** Ends the step's thread: it waits for its workers, or can be interrupted. */
    private static void stop(Story ofStep, WorkerPool workers, FutureTask<Summary> task) {
        ofStep.mute();
        task.cancel(true);
        workers.killAll();
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // this JVM is about to end, and the hook has run
        }
    }
}
