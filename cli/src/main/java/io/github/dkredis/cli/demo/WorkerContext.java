package io.github.dkredis.cli.demo;

import io.github.dkredis.DkRedis;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Everything that a task in a worker process may use: a client, its plain commands, and the line to the demo. */
final class WorkerContext {

    private final DkRedis redis;
    private final WorkerLine line;

    WorkerContext(DkRedis redis, WorkerLine line) {
        this.redis = redis;
        this.line = line;
    }

    DkRedis redis() {
        return redis;
    }

    /** {@return the plain commands of Lettuce, with which the naive ways are written} */
    RedisCommands<byte[], byte[]> plain() {
        return redis.unwrap().sync();
    }

    /** Tells the demo that this process is prepared, and waits until the demo lets all processes begin. */
    void awaitStart() throws InterruptedException {
        line.write(WorkerLine.PREPARED);
        line.read();
    }

    /** Reports something before the end of the task. */
    void report(Figures figures) {
        line.write(figures.line());
    }

    /** {@return the wall clock, which all processes of one machine share} */
    static long wallMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
