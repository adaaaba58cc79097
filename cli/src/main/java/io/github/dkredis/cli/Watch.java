package io.github.dkredis.cli;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.WrongTypeException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks again and again until the thread is interrupted, or the process is ended, which Ctrl-C does. A server that is
 * lost after the first look is waited for.
 */
final class Watch {

    private final WatchDisplay display;
    private final Duration pause;

    Watch(WatchDisplay display, Duration pause) {
        this.display = display;
        this.pause = pause;
    }

    /** Looks, and returns once the thread is interrupted. The first look fails as the command without a watch does. */
    ExitCode run(Supplier<List<Row>> look) {
        long began = System.nanoTime();
        display.show(look.get());
        long outageBegan = 0;
        boolean isAway = false;
        while (sleep(System.nanoTime() - began)) {
            began = System.nanoTime();
            try {
                List<Row> rows = look.get();
                if (isAway) {
                    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - outageBegan);
                    display.say("Redis answers again, after " + seconds + " s");
                    isAway = false;
                }
                display.show(rows);
            } catch (DkRedisException | RedisException e) {
                if (Thread.currentThread().isInterrupted()) {
                    break;
                }
                if (e instanceof CodecException || e instanceof WrongTypeException) {
                    throw e;
                }
                display.showOutage(String.valueOf(e.getMessage()));
                if (!isAway) {
                    outageBegan = began;
                    display.say(e.getMessage() + "; the watch goes on");
                    isAway = true;
                }
            }
        }
        return ExitCode.DONE;
    }

    /**
     * Pauses, for at least as long as the look has taken: a long scan then keeps the server busy for half of the time
     * at most.
     *
     * @return false if the thread was interrupted
     */
    private boolean sleep(long lookNanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(Math.max(pause.toNanos(), lookNanos));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
