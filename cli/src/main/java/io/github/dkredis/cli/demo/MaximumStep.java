package io.github.dkredis.cli.demo;

import io.github.dkredis.atomic.Atomics;

/** The greater of two numbers, as numbers. */
final class MaximumStep implements Step {

    private static final long BIG = (1L << 53) + 1;

    @Override
    public String title() {
        return "A high score, compared as numbers";
    }

    @Override
    public void run(Stage stage) {
        Story story = stage.story();
        Atomics atomics = stage.redis().atomics();
        atomics.setMax("highscore", 100);
        story.result("setMax 100, then 9", "%d", atomics.setMax("highscore", 9));
        story.result("setMax 2^53, then 2^53 + 1", "%d (a double would have lost the last digit)", big(atomics));
        atomics.setMax("text", "100");
        story.result(
                "as texts: \"100\", then \"9\"",
                "%s (only where asked for: texts are compared as texts)",
                atomics.setMax("text", "9"));
    }

    private static long big(Atomics atomics) {
        atomics.setMax("big", BIG - 1);
        return atomics.setMax("big", BIG);
    }
}
