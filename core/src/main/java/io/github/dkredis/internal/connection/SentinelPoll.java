package io.github.dkredis.internal.connection;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Collects what Sentinels answer that were asked at the same time. All answers count until the time for them is over;
 * from then on, the answers that have come decide, or else the next one. So a Sentinel that hangs costs a moment only,
 * and one that was cut off from the others does not win with old news.
 */
final class SentinelPoll {

    private final String primaryName;
    private final CompletableFuture<SentinelAnswer> result = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final List<SentinelAnswer> answers = new ArrayList<>();
    private final List<String> ignorant = new ArrayList<>();
    private final List<RedisUnavailableException> failures = new ArrayList<>();
    private int missing;
    private boolean timeIsOver;

    SentinelPoll(String primaryName, int asked) {
        this.primaryName = primaryName;
        this.missing = asked;
    }

    CompletableFuture<SentinelAnswer> result() {
        return result;
    }

    /** A Sentinel has answered; null if it does not know the primary. */
    void answered(String sentinel, @Nullable SentinelAnswer answer) {
        lock.lock();
        try {
            missing--;
            if (answer == null) {
                ignorant.add(sentinel);
            } else {
                answers.add(answer);
            }
        } finally {
            lock.unlock();
        }
        decide();
    }

    void failed(RedisUnavailableException why) {
        lock.lock();
        try {
            missing--;
            failures.add(why);
        } finally {
            lock.unlock();
        }
        decide();
    }

    void endTime() {
        lock.lock();
        try {
            timeIsOver = true;
        } finally {
            lock.unlock();
        }
        decide();
    }

    private void decide() {
        SentinelAnswer newest;
        RedisUnavailableException failure = null;
        lock.lock();
        try {
            if (missing > 0 && !(timeIsOver && !answers.isEmpty())) {
                return;
            }
            newest = answers.stream()
                    .max(Comparator.comparingLong(SentinelAnswer::epoch))
                    .orElse(null);
            if (newest == null) {
                failure = failure();
            }
        } finally {
            lock.unlock();
        }
        if (newest != null) { // outside the lock, since connecting goes on from here
            result.complete(newest);
        } else {
            result.completeExceptionally(failure);
        }
    }

    private RedisUnavailableException failure() {
        if (!ignorant.isEmpty()) {
            return new RedisUnavailableException(
                    Reason.UNREACHABLE,
                    "Sentinel " + String.join(", ", ignorant) + ": there is no primary named \"" + primaryName
                            + "\". Check the name after # in the address",
                    null);
        }
        RedisUnavailableException first = failures.get(0);
        return new RedisUnavailableException(
                first.reason(), "none of " + failures.size() + " Sentinels answered. " + first.getMessage(), first);
    }
}
