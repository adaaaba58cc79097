package io.github.dkredis.cli.demo;

/** One thing to see. */
interface Step {

    String title();

    void run(Stage stage);
}
