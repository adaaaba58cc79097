package io.github.dkredis.benchmarks.harness;

import io.github.dkredis.benchmarks.harness.Subject.Place;
import java.io.IOException;
import java.time.Duration;

/** A subject run by threads of this JVM. */
public final class LoadContender implements Contender {
    private final Subject subject;
    private final Load load;
    private final Crew crew;
    private final Duration window;
    private final ServerWatch server;

    public LoadContender(Subject subject, Place place, Duration window, ServerWatch server) throws Exception {
        this.subject = subject;
        this.window = window;
        this.server = server;
        load = subject.opener().open(place);
        crew = new Crew(place.threads());
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
