package io.github.dkredis.chaos.worker;

import io.github.dkredis.chaos.history.Observation.Stalled;
import io.github.dkredis.chaos.history.Span;
import java.util.concurrent.locks.LockSupport;

/** Writes down when this process did not run, because it was stopped or no processor was free. */
final class StallMonitor {

    private static final long STEP_NANOS = 20_000_000;
    private static final long STALL_MICROS = 120_000;

    private StallMonitor() {}

    static void start(Recorder recorder) {
        Thread thread = new Thread(() -> watch(recorder), "chaos-stalls");
        thread.setDaemon(true);
        thread.start();
    }

    private static void watch(Recorder recorder) {
        long last = Span.now();
        while (true) {
            LockSupport.parkNanos(STEP_NANOS);
            Span step = Span.since(last);
            if (step.endMicros() - step.beginMicros() > STALL_MICROS) {
                recorder.add(new Stalled(step));
            }
            last = step.endMicros();
        }
    }
}
