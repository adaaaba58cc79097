package io.github.dkredis.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.dkredis.internal.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Refreshes the entries of one cache in the background while they are still served. Of all clients one refreshes an
 * entry: the script grants the lease only if the entry is still what its reader has seen. After a failure no client
 * tries again for a pause, which doubles with each failure.
 *
 * <p>A task that the executor has not begun in time counts as lost: an executor may discard tasks without a word.
 */
final class BackgroundRefresher {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    /** How long this client does not ask again after a denial. */
    private static final long DENIED_PAUSE_MILLIS = 100;

    private static final long BEGIN_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MAX_PAUSES = 10_000;

    private final CacheContext context;
    private final FillLeases leases;
    private final StatsCounter stats;
    private final int maxTasks;

    /** The entries that a task of this client is about to refresh. */
    private final ConcurrentMap<String, Task> claims = new ConcurrentHashMap<>();

    private final ConcurrentMap<Task, Boolean> tasks = new ConcurrentHashMap<>();

    /** Until when this client does not ask to refresh an entry: a moment of {@link System#nanoTime}. */
    private final Cache<String, Long> pauses = Caffeine.newBuilder()
            .maximumSize(MAX_PAUSES)
            .executor(Runnable::run)
            .build();

    BackgroundRefresher(CacheContext context, FillLeases leases) {
        this.context = context;
        this.leases = leases;
        this.stats = context.stats();
        this.maxTasks = context.options().loaderConcurrency();
    }

    /** Refreshes an entry, unless it is being refreshed, a pause is running, or too many refreshes are running. */
    void refresh(StaleEntry entry, Operation<?> loader) {
        refresh(
                List.of(entry),
                keys -> loader.map(value -> {
                    Map<Object, @Nullable Object> loaded = new HashMap<>();
                    loaded.put(keys.get(0), value);
                    return loaded;
                }));
    }

    /** As {@link #refresh(StaleEntry, Operation)}, for several entries, with one call of the loader. */
    void refresh(List<StaleEntry> entries, Function<List<Object>, ? extends Operation<? extends Map<?, ?>>> loader) {
        List<StaleEntry> due = entries.stream().filter(this::isDue).toList();
        if (due.isEmpty() || !hasRoom()) {
            return;
        }
        Task task = new Task(loader);
        tasks.put(task, true);
        task.claim(due);
        try {
            context.refreshExecutor().execute(task);
        } catch (RuntimeException e) { // it is full or has ended; the next reader asks again
            task.end();
        }
    }

    private boolean isDue(StaleEntry entry) {
        String name = entry.address().redisKey();
        Task running = claims.get(name);
        if (running != null && !running.isLost()) {
            return false;
        }
        Long until = pauses.getIfPresent(name);
        return until == null || until - System.nanoTime() <= 0;
    }

    /** Two callers at once may exceed the bound by one task, which does no harm. */
    private boolean hasRoom() {
        if (tasks.size() >= maxTasks) {
            tasks.keySet().stream().filter(Task::isLost).forEach(Task::end);
        }
        return tasks.size() < maxTasks;
    }

    /** The refresh of some entries, on a thread of the executor. */
    private final class Task implements Runnable {

        private final Function<List<Object>, ? extends Operation<? extends Map<?, ?>>> loader;
        private final List<StaleEntry> claimed = new ArrayList<>();
        private final long submittedNanos = System.nanoTime();
        private volatile boolean begun;

        Task(Function<List<Object>, ? extends Operation<? extends Map<?, ?>>> loader) {
            this.loader = loader;
        }

        void claim(List<StaleEntry> entries) {
            for (StaleEntry entry : entries) {
                String name = entry.address().redisKey();
                Task other = claims.putIfAbsent(name, this);
                if (other == null || other.isLost() && claims.replace(name, other, this)) {
                    claimed.add(entry);
                }
            }
        }

        boolean isLost() {
            return !begun && System.nanoTime() - submittedNanos > BEGIN_WITHIN_NANOS;
        }

        void end() {
            tasks.remove(this);
            claimed.forEach(entry -> claims.remove(entry.address().redisKey(), this));
        }

        @Override
        public void run() {
            begun = true;
            try {
                List<StaleEntry> mine = claimed.stream()
                        .filter(entry -> claims.get(entry.address().redisKey()) == this)
                        .toList();
                for (int i = 0; i < mine.size(); i += BulkParts.SCRIPT_ENTRIES) {
                    refreshNow(mine.subList(i, Math.min(mine.size(), i + BulkParts.SCRIPT_ENTRIES)), loader);
                }
            } catch (Throwable e) { // no caller waits for it, and the entries are still served
                LOG.log(System.Logger.Level.DEBUG, "refreshing cache entries failed", e);
            } finally {
                end();
            }
        }
    }

    /** An entry whose lease was granted, and how many refreshes of it have failed before. */
    private record Granted(StaleEntry entry, long failures) {}

    private void refreshNow(
            List<StaleEntry> entries, Function<List<Object>, ? extends Operation<? extends Map<?, ?>>> loader) {
        String token = leases.newToken();
        List<Long> replies = leases.requestToRefresh(entries, token).await();
        List<Granted> granted = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (replies.get(i) >= 0) {
                granted.add(new Granted(entries.get(i), replies.get(i)));
            } else {
                pause(entries.get(i), Math.max(DENIED_PAUSE_MILLIS, -replies.get(i)));
            }
        }
        if (!granted.isEmpty()) {
            load(token, granted, loader);
        }
    }

    private void load(
            String token,
            List<Granted> granted,
            Function<List<Object>, ? extends Operation<? extends Map<?, ?>>> loader) {
        List<Object> keys =
                granted.stream().map(one -> one.entry().address().key()).toList();
        long begin = System.nanoTime();
        Map<?, ?> loaded;
        try {
            loaded = loader.apply(keys).await();
        } catch (Throwable e) {
            stats.loadFailed(System.nanoTime() - begin);
            failed(token, granted, e);
            throw e;
        }
        stats.loaded(System.nanoTime() - begin);
        List<Fill> fills = new ArrayList<>();
        List<Granted> refused = new ArrayList<>();
        for (Granted one : granted) {
            EntryAddress address = one.entry().address();
            LeaseReply.Granted lease =
                    new LeaseReply.Granted(token, one.entry().version().fingerprint());
            try {
                Fill fill = leases.fillOf(address, lease, loaded.get(address.key()));
                if (fill != null) {
                    fills.add(fill);
                }
            } catch (RuntimeException e) { // a value that cannot be encoded
                refused.add(one);
            }
        }
        leases.send(fills);
        refused.forEach(one -> pause(one.entry(), FIRST_PAUSE_MILLIS));
    }

    private void failed(String token, List<Granted> granted, Throwable failure) {
        if (LoadRules.isInterrupt(failure)) {
            leases.abandon(granted.stream()
                    .map(one -> new LeasedEntry(one.entry().address(), token))
                    .toList());
            return;
        }
        List<FailedRefresh> failed = new ArrayList<>();
        for (Granted one : granted) {
            long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(one.failures(), 10));
            // random, so that entries that failed together are not tried again together
            long pause = longest - ThreadLocalRandom.current().nextLong(longest / 4);
            failed.add(new FailedRefresh(one.entry().address(), one.failures() + 1, pause));
            pause(one.entry(), pause);
        }
        leases.pause(token, failed);
    }

    private void pause(StaleEntry entry, long millis) {
        pauses.put(entry.address().redisKey(), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
