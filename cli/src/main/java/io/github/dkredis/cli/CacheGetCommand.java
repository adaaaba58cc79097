package io.github.dkredis.cli;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.CacheResult;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.pickle.PickleKeys;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Print a cached value as JSON; nothing is loaded.")
final class CacheGetCommand extends RedisCommand {

    @Parameters(paramLabel = "KEY-JSON", description = "the key as JSON: '\"user:1\"', 42, '[\"user\", 1]'")
    private String json = "";

    @Mixin
    private final CacheEntries entries = new CacheEntries();

    @Mixin
    private final Shown shown = new Shown();

    private Object key = "";

    CacheGetCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        shown.check();
        key = entries.key(json);
    }

    @Override
    ExitCode run(DkRedis redis) {
        return entries.isNamed() ? named(redis) : shared(redis);
    }

    private ExitCode shared(DkRedis redis) {
        Optional<byte[]> stored = redis.values(Codec.bytes()).get(PickleKeys.name(key), byte[].class);
        return stored.isPresent() ? show(stored.get()) : no(entries.missing(key, json));
    }

    private ExitCode named(DkRedis redis) {
        Optional<NamedCache<String, byte[]>> cache = entries.known(redis);
        if (cache.isEmpty()) {
            return no(entries.unknown());
        }
        CacheResult<byte[]> found = cache.get().find((String) key);
        return found.isHit() ? show(found.value()) : no(entries.missing(key, json));
    }

    /** Null is a cached null of a named cache. */
    private ExitCode show(byte @Nullable [] stored) {
        if (stored == null) {
            print(null);
        } else if (shown.isRaw()) {
            console().write(stored);
            console().flush();
        } else {
            try {
                print(shown.decode(json, stored));
            } catch (CodecException e) {
                throw new CodecException(e.getMessage() + ". " + shown.advice(), e);
            }
        }
        return ExitCode.DONE;
    }
}
