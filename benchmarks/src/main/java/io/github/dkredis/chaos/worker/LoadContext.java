package io.github.dkredis.chaos.worker;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.OutcomeUnknownException;
import io.github.dkredis.chaos.history.Feature;
import io.github.dkredis.chaos.history.Observation.Write;
import io.github.dkredis.chaos.history.Observation.WriteStep;
import io.github.dkredis.chaos.history.Span;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What the loads of one worker share. */
record LoadContext(String worker, DkRedis redis, Recorder recorder, SourceClient source, AtomicLong ids) {

    /** The TTL of the keys that the end state is read from: longer than any run. */
    static final Duration KEPT = Duration.ofHours(12);

    /** {@return a number that no other write of any worker has} */
    String nextId() {
        return worker + "-" + ids.incrementAndGet();
    }

    /** {@return a key that all workers use for so many seconds, then the next one} */
    static String shared(String prefix, int seconds) {
        return prefix + Span.now() / (seconds * 1_000_000L);
    }

    /** Runs a write that must not be repeated, and records its steps. */
    void write(Feature feature, String key, String id, Runnable command) {
        long begin = Span.now();
        recorder.add(new Write(feature, WriteStep.ATTEMPTED, key, id, new Span(begin, begin)));
        try {
            command.run();
        } catch (OutcomeUnknownException e) {
            throw e; // it counts as a write that may be there
        } catch (DkRedisException e) {
            recorder.add(new Write(feature, WriteStep.REFUSED, key, id, Span.since(begin)));
            throw e;
        }
        recorder.add(new Write(feature, WriteStep.ACKNOWLEDGED, key, id, Span.since(begin)));
    }
}
