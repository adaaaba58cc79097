package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "put",
        description = {
            "Cache a value; loads that are under way are void.",
            "While an entity is being saved, its entry is removed instead."
        })
final class CachePutCommand extends RedisCommand {

    private static final String STDIN = "-";

    @Parameters(
            index = "0",
            paramLabel = "KEY-JSON",
            description = "the key as JSON: '\"user:1\"', 42, '[\"user\", 1]'")
    private String json = "";

    @Parameters(index = "1", paramLabel = "VALUE-JSON", description = "the value as JSON; - reads it from stdin")
    private String valueJson = "";

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            defaultValue = "30m",
            description = "how long it lives, as 500ms, 5s, 5m, 2h, 1d or PT5M. Default: ${DEFAULT-VALUE}")
    private Duration ttl = Duration.ZERO;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            description = "how a named cache stores it: ${COMPLETION-CANDIDATES}. Default: pickle")
    private @Nullable Form form;

    @Mixin
    private final CacheEntries entries = new CacheEntries();

    private Object key = "";
    private @Nullable Object value;
    private byte @Nullable [] bytes;

    CachePutCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        if (form != null && !entries.isNamed()) {
            throw new UsageException("Python's object cache holds pickles; --codec is for a named one, --cache NAME");
        }
        key = entries.key(json);
        value = Json.parse(valueJson.equals(STDIN) ? console().readText() : valueJson);
        if (entries.isNamed() && value != null) {
            bytes = (form == null ? Form.PICKLE : form).encode(value);
        }
    }

    @Override
    ExitCode run(DkRedis redis) {
        if (entries.isNamed()) {
            entries.named(redis).put((String) key, bytes, ttl);
        } else {
            redis.cache().put(key, value, ttl);
        }
        return ExitCode.DONE;
    }
}
