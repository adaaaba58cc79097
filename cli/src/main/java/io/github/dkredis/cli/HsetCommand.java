package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "hset",
        description = "Set fields of a hash and keep its others. The time to live is set in the same atomic step.")
final class HsetCommand extends RedisCommand {

    @Parameters(index = "0", paramLabel = "KEY", description = "the key")
    private String key = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FIELD=VALUE",
            description = "a field and its value; the first = ends the name of the field")
    private List<String> pairs = List.of();

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description =
                    "the time to live of the whole hash, as 500ms, 5s, 5m, 2h, 1d or PT5M. Without it, the TTL stays"
                            + " as it is")
    private @Nullable Duration ttl;

    private final Map<String, String> fields = new LinkedHashMap<>();

    HsetCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new UsageException("each field must be FIELD=VALUE, with a name before the =");
            }
            if (fields.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
                throw new UsageException("the field \"" + pair.substring(0, equals) + "\" is given twice");
            }
        }
    }

    @Override
    ExitCode run(DkRedis redis) {
        if (ttl == null) {
            redis.hashes().set(key, fields);
        } else {
            redis.hashes().set(key, fields, ttl);
        }
        return ExitCode.DONE;
    }
}
