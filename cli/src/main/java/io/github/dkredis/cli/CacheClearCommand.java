package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "clear",
        description = {
            "Clear a named cache in one small step, however many entries it has: a new generation begins, which is printed.",
            "The old entries are out of reach and go when their time has come. Exit code 1 if there is no such cache."
        })
final class CacheClearCommand extends RedisCommand {

    @Parameters(paramLabel = "NAME", description = "the cache, as in redis.cache(\"NAME\", …)")
    private String name = "";

    CacheClearCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        CacheEntries.checkName(name);
    }

    @Override
    ExitCode run(DkRedis redis) {
        if (CacheEntries.generation(redis, name).isEmpty()) {
            return no(CacheEntries.unknown(name));
        }
        CacheEntries.open(redis, name).clear();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", name);
        shown.put("generation", CacheEntries.generation(redis, name).orElse(null));
        print(shown);
        return ExitCode.DONE;
    }
}
