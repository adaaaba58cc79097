package io.github.dkredis.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;

/** A subject run by threads of this JVM. */
public final class LocalContender implements Contender {
    private final Subject subject;
    private final Load load;
    private final LoadThreads crew;
    private final Duration window;
    private final ServerProbe server;

    public LocalContender(Subject subject, LoadContext context, Duration window, ServerProbe server) throws Exception {
        this.subject = subject;
        this.window = window;
        this.server = server;
        load = subject.opener().open(context);
        crew = new LoadThreads(context.threads());
    }

    @Override
    public String subject() {
        return subject.name();
    }

    @Override
    public String version() {
        return subject.version();
    }

    @Override
    public Sample measure() throws Exception {
        ServerWork before = server.soFar();
        Sample sample = crew.run(load, window);
        ServerWork work = server.soFar().minus(before);
        return sample.withServer(work).with(load.check());
    }

    @Override
    public void close() throws IOException {
        crew.close();
        load.close();
    }
}
