package io.github.dkredis.cli.demo;

/** One part of the demo: a problem, the naive way to solve it, and the way of this library. */
interface Step {

    /** The word that selects this step on the command line. */
    String name();

    String title();

    Summary play(Stage stage);
}
