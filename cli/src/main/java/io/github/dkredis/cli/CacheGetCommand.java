package io.github.dkredis.cli;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheResult;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.ObjectCacheKeys;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Print a cached value as JSON. Nothing is loaded.")
final class CacheGetCommand extends RedisCommand {

    @Parameters(paramLabel = "KEY-JSON", description = "the key as JSON: '\"user:1\"', 42, '[\"user\", 1]'")
    private String json = "";

    @Mixin
    private final CacheTarget target = new CacheTarget();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    private Object key = "";

    CacheGetCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        output.check();
        key = target.key(json);
    }

    @Override
    ExitCode run(DkRedis redis) {
        return target.isNamed() ? named(redis) : shared(redis);
    }

    private ExitCode shared(DkRedis redis) {
        Optional<byte[]> stored = redis.values(Codec.bytes()).get(ObjectCacheKeys.name(key), byte[].class);
        return stored.isPresent() ? show(stored.get()) : no(target.missing(key, json));
    }

    private ExitCode named(DkRedis redis) {
        Optional<NamedCache<Object, byte[]>> cache = target.known(redis);
        if (cache.isEmpty()) {
            return no(target.unknown());
        }
        CacheResult<byte[]> found = cache.get().find(key);
        return found.isHit() ? show(found.value()) : no(target.missing(key, json));
    }

    /** Prints a stored value. Null stands for a null that a named cache remembers. */
    private ExitCode show(byte @Nullable [] stored) {
        if (stored == null) {
            print(null);
        } else if (output.isRaw()) {
            console().write(stored);
            console().flush();
        } else {
            try {
                print(output.decode(json, stored));
            } catch (CodecException e) {
                throw new CodecException(e.getMessage() + ". " + output.advice(), e);
            }
        }
        return ExitCode.DONE;
    }
}
