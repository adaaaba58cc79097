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
            "Store a value under a key, as a pickle unless asked otherwise; Python's get_pyval reads it.",
            "Whole numbers become ints of any size, other numbers floats, objects dicts, arrays lists."
        })
final class SetCommand extends RedisCommand {

    private static final String STDIN = "-";

    @Parameters(index = "0", paramLabel = "KEY", description = "the key")
    private String key = "";

    @Parameters(index = "1", paramLabel = "JSON", description = "the value as JSON; - reads it from stdin")
    private String json = "";

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "how long it lives, as 500ms, 5s, 5m, 2h, 1d or PT5M; for ever if left out")
    private @Nullable Duration ttl;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            description = "how it is stored: ${COMPLETION-CANDIDATES}. Default: pickle")
    private @Nullable Form form;

    @Option(names = "--raw", description = "no JSON: store the text, or the bytes from stdin, as they are")
    private boolean raw;

    private byte[] bytes = {};

    SetCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
        if (raw && form != null) {
            throw new UsageException("--raw stores bytes as they are; leave out --codec");
        }
        if (raw) {
            bytes = json.equals(STDIN) ? console().readBytes() : json.getBytes(StandardCharsets.UTF_8);
        } else {
            String text = json.equals(STDIN) ? console().readText() : json;
            bytes = (form == null ? Form.PICKLE : form).encode(Json.parse(text));
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
