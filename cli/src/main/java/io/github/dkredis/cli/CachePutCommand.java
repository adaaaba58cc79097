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
            "Cache a value. A load of the same entry that is under way will not be stored.",
            "While a program saves the entity of this entry, the entry is removed instead."
        })
final class CachePutCommand extends RedisCommand {

    private static final String STDIN = "-";

    @Parameters(
            index = "0",
            paramLabel = "KEY-JSON",
            description = "the key as JSON: '\"user:1\"', 42, '[\"user\", 1]'")
    private String json = "";

    @Parameters(index = "1", paramLabel = "VALUE-JSON", description = "the value as JSON, or - to read it from stdin")
    private String valueJson = "";

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            defaultValue = "30m",
            description = "the time to live, as 500ms, 5s, 5m, 2h, 1d or PT5M. Default: ${DEFAULT-VALUE}")
    private Duration ttl = Duration.ZERO;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            description = "how a named cache stores the value: ${COMPLETION-CANDIDATES}. Default: pickle")
    private @Nullable StoredCodec codec;

    @Mixin
    private final CacheTarget target = new CacheTarget();

    private Object key = "";
    private @Nullable Object value;
    private byte @Nullable [] bytes;

    CachePutCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        if (codec != null && !target.isNamed()) {
            throw new UsageException("Python's object cache holds pickles; --codec needs a named cache, --cache NAME");
        }
        key = target.key(json);
        value = Json.parse(valueJson.equals(STDIN) ? console().readText() : valueJson);
        if (target.isNamed() && value != null) {
            bytes = (codec == null ? StoredCodec.PICKLE : codec).encode(value);
        }
    }

    @Override
    ExitCode run(DkRedis redis) {
        if (target.isNamed()) {
            target.named(redis).put(key, bytes, ttl);
        } else {
            redis.cache().put(key, value, ttl);
        }
        return ExitCode.DONE;
    }
}
