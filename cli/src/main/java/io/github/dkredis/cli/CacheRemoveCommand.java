package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.cache.NamedCache;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        description =
                "Remove entries, and print how many existed. A load of such an entry that is under way will not be"
                        + " stored. Exit code 1 if no entry existed.")
final class CacheRemoveCommand extends RedisCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "KEY-JSON",
            description = "the keys as JSON: '\"user:1\"', 42, '[\"user\", 1]'")
    private List<String> json = List.of();

    @Mixin
    private final CacheTarget target = new CacheTarget();

    private List<Object> keys = List.of();

    CacheRemoveCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        keys = json.stream().map(target::key).toList();
    }

    @Override
    ExitCode run(DkRedis redis) {
        long removed;
        if (target.isNamed()) {
            Optional<NamedCache<Object, byte[]>> cache = target.known(redis);
            if (cache.isEmpty()) {
                return no(target.unknown());
            }
            removed = cache.get().removeAll(keys);
        } else {
            removed = keys.stream().filter(key -> redis.cache().remove(key)).count();
        }
        print(removed);
        return removed > 0 ? ExitCode.DONE : ExitCode.NO;
    }
}
