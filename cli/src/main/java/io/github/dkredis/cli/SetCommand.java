package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = {
            "Store a value as a pickle, which Python's get_pyval reads, or with another --codec.",
            "Integers become ints of any size, other numbers floats, objects dicts, and arrays lists."
        })
final class SetCommand extends RedisCommand {

    private static final String STDIN = "-";

    @Parameters(index = "0", paramLabel = "KEY", description = "the key")
    private String key = "";

    @Parameters(index = "1", paramLabel = "JSON", description = "the value as JSON, or - to read it from stdin")
    private String json = "";

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "the time to live, as 500ms, 5s, 5m, 2h, 1d or PT5M. Without it, the value never expires")
    private @Nullable Duration ttl;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            description = "how the value is stored: ${COMPLETION-CANDIDATES}. Default: pickle")
    private @Nullable StoredCodec codec;

    @Option(names = "--raw", description = "store the argument, or the bytes from stdin, without parsing JSON")
    private boolean raw;

    private byte[] bytes = {};

    SetCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
        if (raw && codec != null) {
            throw new UsageException("--raw stores the bytes unchanged; leave out --codec");
        }
        if (raw) {
            bytes = json.equals(STDIN) ? console().readBytes() : json.getBytes(StandardCharsets.UTF_8);
        } else {
            String text = json.equals(STDIN) ? console().readText() : json;
            bytes = (codec == null ? StoredCodec.PICKLE : codec).encode(Json.parse(text));
        }
    }

    @Override
    ExitCode run(DkRedis redis) {
        if (ttl == null) {
            redis.values(Codec.bytes()).set(key, bytes);
        } else {
            redis.values(Codec.bytes()).set(key, bytes, ttl);
        }
        return ExitCode.DONE;
    }
}
