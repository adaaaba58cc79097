package io.github.dkredis.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;

/** A subject that threads of this JVM run. */
public final class LocalContender implements Contender {
    private final Subject subject;
    private final Load load;
    private final LoadThreads threads;
    private final Duration window;
    private final ServerProbe server;

    public LocalContender(Subject subject, LoadContext context, Duration window, ServerProbe server) throws Exception {
        this.subject = subject;
        this.window = window;
        this.server = server;
        load = subject.opener().open(context);
        threads = new LoadThreads(context.threads());
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
        ServerWork before = server.totals();
        Sample sample = threads.run(load, window);
        ServerWork work = server.totals().minus(before);
        return sample.withServer(work).with(load.check());
    }

    @Override
    public void close() throws IOException {
        threads.close();
        load.close();
    }
}
