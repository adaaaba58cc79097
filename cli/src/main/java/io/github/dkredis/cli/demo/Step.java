package io.github.dkredis.cli.demo;

import java.time.Duration;

/** One part of the demo: a problem, the naive way to solve it, and the way of this library. */
interface Step {

    /** The word that selects this step on the command line. */
    String name();

    String title();

    /** The time after which the demo stops this step. */
    default Duration limit() {
        return Duration.ofSeconds(20);
    }

    Summary play(Stage stage);
}
