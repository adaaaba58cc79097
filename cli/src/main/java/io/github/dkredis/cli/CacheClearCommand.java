package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "clear",
        description = {
            "Clear a named cache in one small step, however many entries it has: a new generation begins, and is"
                    + " printed.",
            "Old entries are not read any more, and Redis deletes them when their TTL ends. Exit code 1 if no client"
                    + " has used the cache on this server."
        })
final class CacheClearCommand extends RedisCommand {

    @Parameters(paramLabel = "NAME", description = "the cache, as in redis.cache(\"NAME\", …)")
    private String name = "";

    CacheClearCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        CacheTarget.checkName(name);
    }

    @Override
    ExitCode run(DkRedis redis) {
        if (CacheTarget.generation(redis, name).isEmpty()) {
            return no(CacheTarget.unknown(name));
        }
        CacheTarget.open(redis, name).clear();
        Map<String, Object> cleared = new LinkedHashMap<>();
        cleared.put("name", name);
        cleared.put("generation", CacheTarget.generation(redis, name).orElse(null));
        print(cleared);
        return ExitCode.DONE;
    }
}
