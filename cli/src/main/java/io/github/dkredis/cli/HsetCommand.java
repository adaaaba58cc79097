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

@Command(name = "hset", description = "Merge fields into a hash, and set how long it lives in the same atomic step.")
final class HsetCommand extends RedisCommand {

    @Parameters(index = "0", paramLabel = "KEY", description = "the key")
    private String key = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FIELD=VALUE",
            description = "a field and its text; the first = ends the field's name")
    private List<String> pairs = List.of();

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "how long the whole hash lives from now, as 500ms, 5s, 5m, 2h, 1d or PT5M;"
                    + " as before if left out")
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
                throw new UsageException("a field is given as FIELD=VALUE, with a name before the =");
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
