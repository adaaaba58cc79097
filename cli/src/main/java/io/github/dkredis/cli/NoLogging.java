package io.github.dkredis.cli;

/** Configures the JDK's logging, which makes an instance of it: without any handler, nothing is printed. */
public final class NoLogging {

    /** For the JDK. */
    public NoLogging() {}
}
