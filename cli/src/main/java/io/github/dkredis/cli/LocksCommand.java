package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.lock.LockHolder;
import io.github.dkredis.lock.LockInfo;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "locks",
        description =
                "List held locks with their holders and waiters: a line with a JSON object for each mutex, fetch lock"
                        + " and cooldown. Exit code 1 if nothing is locked.")
final class LocksCommand extends RedisCommand {

    private static final String FETCH = "dkredis:fetchlock:";
    private static final String COOLDOWN = "rl-lock.";

    /** The value of a lock of this library, which contains the twenty digits of its client. */
    private static final String TOKEN = "99999999999\\.\\d{32}";

    private static final long WATCH_SECONDS = 1;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "only the mutex of this name")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--watch",
            description = "go on until it is interrupted: look once a second, and print a lock again when its holder or"
                    + " its waiters have changed; \"held\" is false once it is free")
    private boolean watch;

    LocksCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        if (name.isPresent() && name.get().isEmpty()) {
            throw new UsageException("the name of the lock is empty");
        }
    }

    @Override
    ExitCode run(DkRedis redis) {
        Records records = records();
        if (watch) {
            watch(redis, records);
            return ExitCode.DONE;
        }
        List<Map<String, Object>> held = held(redis);
        held.forEach(records::add);
        records.flush();
        return held.isEmpty()
                ? no(name.map(lock -> "the lock \"" + lock + "\" is free").orElse("nothing is locked"))
                : ExitCode.DONE;
    }

    /** Prints changes until the thread is interrupted, which the end of the process does. */
    private void watch(DkRedis redis, Records records) {
        Map<String, Map<String, Object>> known = new HashMap<>();
        while (!Thread.currentThread().isInterrupted()) {
            Map<String, Map<String, Object>> now = new LinkedHashMap<>();
            for (Map<String, Object> lock : held(redis)) {
                String id = lock.get("kind") + " " + lock.get("name");
                Map<String, Object> state = new HashMap<>(lock);
                state.remove("leftMillis");
                now.put(id, state);
                if (!state.equals(known.get(id))) {
                    records.add(lock);
                }
            }
            known.forEach((id, state) -> {
                if (!now.containsKey(id)) {
                    Map<String, Object> ended = new LinkedHashMap<>();
                    ended.put("kind", state.get("kind"));
                    ended.put("name", state.get("name"));
                    ended.put("held", false);
                    records.add(ended);
                }
            });
            records.flush();
            known.clear();
            known.putAll(now);
            try {
                TimeUnit.SECONDS.sleep(WATCH_SECONDS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private List<Map<String, Object>> held(DkRedis redis) {
        List<Map<String, Object>> held = new ArrayList<>();
        if (name.isPresent()) {
            redis.locks().get(name.get()).map(LocksCommand::view).ifPresent(held::add);
            return held;
        }
        redis.locks().list().stream().map(LocksCommand::view).forEach(held::add);
        held.addAll(others(redis, "fetch lock", FETCH));
        held.addAll(others(redis, "cooldown", COOLDOWN));
        return held;
    }

    // ---- mutexes

    private static Map<String, Object> view(LockInfo lock) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", "mutex");
        view.put("name", lock.name());
        view.put("held", true);
        view.put("holder", holder(lock));
        view.put("since", lock.since().map(Instant::toString).orElse(null));
        view.put("fence", lock.fencingToken().isPresent() ? lock.fencingToken().getAsLong() : null);
        view.put("waiting", lock.waitingClients());
        view.put("waiters", lock.waiting().stream().map(LockHolder::toString).toList());
        view.put("leftMillis", lock.remaining().map(Duration::toMillis).orElse(null));
        return view;
    }

    /** {@return who holds a lock, as well as it is known} */
    static String holder(LockInfo lock) {
        return lock.holder()
                .map(LockHolder::toString)
                .or(() -> lock.holderNumber().map(number -> "client " + number))
                .orElse("another program");
    }

    // ---- fetch locks and cooldowns, whose keys are Python's

    private static List<Map<String, Object>> others(DkRedis redis, String kind, String begin) {
        RedisCommands<byte[], byte[]> plain = redis.unwrap().sync();
        String prefix = redis.keyPrefix() + begin;
        List<Map<String, Object>> found = new ArrayList<>();
        ScanArgs pattern = ScanArgs.Builder.limit(500).match((prefix + "*").getBytes(StandardCharsets.UTF_8));
        KeyScanCursor<byte[]> page = plain.scan(pattern);
        while (true) {
            page.getKeys().forEach(key -> view(plain, kind, prefix, key).ifPresent(found::add));
            if (page.isFinished()) {
                return found;
            }
            page = plain.scan(page, pattern);
        }
    }

    private static Optional<Map<String, Object>> view(
            RedisCommands<byte[], byte[]> plain, String kind, String prefix, byte[] key) {
        byte[] value;
        try {
            value = plain.get(key);
        } catch (RedisCommandExecutionException e) { // it holds another type, so it is not a lock
            return Optional.empty();
        }
        if (value == null) {
            return Optional.empty(); // it has ended by now
        }
        long left = plain.pttl(key);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", kind);
        view.put("name", text(key).substring(prefix.length()));
        view.put("held", true);
        if (kind.equals("fetch lock")) {
            view.put(
                    "holder",
                    text(value).matches(TOKEN) ? "client " + text(value).substring(12, 32) : "another program");
        }
        view.put("leftMillis", left < 0 ? null : left);
        return Optional.of(view);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
