package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.value.KeyTtl;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "ttl",
        description = "Print how long a key of any type will still exist, in milliseconds, or null if it is permanent."
                + " Exit code 1 if there is no such key. With --watch, a TTL that was set again is a change.")
final class TtlCommand extends RedisCommand {

    /** The server's clock and this machine's may run apart by so much between two looks. */
    private static final Duration DRIFT = Duration.ofMillis(50);

    @Parameters(paramLabel = "KEY", description = "the key")
    private String key = "";

    @Mixin
    private final WatchOptions watch = new WatchOptions();

    /**
     * When the key ends: between two moments, because the server has read its clock at an unknown moment within the
     * call.
     */
    private record End(Instant earliest, Instant latest) {

        boolean isSame(End other) {
            return !earliest.isAfter(other.latest.plus(DRIFT)) && !other.earliest.isAfter(latest.plus(DRIFT));
        }
    }

    /** The end of the key as it was seen when the TTL was set last. */
    private Optional<End> end = Optional.empty();

    /** How often the TTL was seen to be set. */
    private long changes;

    TtlCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
        watch.check();
    }

    @Override
    ExitCode run(DkRedis redis) {
        if (watch.isOn()) {
            return watched(watch, () -> List.of(row(redis)), RedisCommand::paintTable);
        }
        KeyTtl ttl = redis.values().ttl(key);
        if (!ttl.exists()) {
            return no("no such key: \"" + key + "\"");
        }
        print(ttl.remaining().map(Duration::toMillis).orElse(null));
        return ExitCode.DONE;
    }

    private Row row(DkRedis redis) {
        Instant before = Instant.now();
        KeyTtl ttl = redis.values().ttl(key);
        Instant after = Instant.now();
        Optional<End> now = ttl.remaining().map(left -> new End(before.plus(left), after.plus(left)));
        boolean isSame = now.isPresent() ? end.isPresent() && now.get().isSame(end.get()) : end.isEmpty();
        if (!isSame) {
            end = now;
            changes++;
        }
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("key", key);
        shown.put("exists", ttl.exists());
        if (ttl.exists()) {
            shown.put("leftMillis", ttl.remaining().map(Duration::toMillis).orElse(null));
        }
        return new Row(key, shown, List.of(ttl.exists(), changes), shown);
    }
}
