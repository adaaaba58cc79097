package io.github.dkredis.cli;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedis;
import io.github.dkredis.codec.Codec;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "get",
        description =
                "Print the value of a key as JSON. Any pickle can be printed, also one with objects of classes that"
                        + " only Python knows. Exit code 1 if there is no such key.")
final class GetCommand extends ReadCommand {

    @Mixin
    private final WatchOptions watch = new WatchOptions();

    GetCommand(Console console) {
        super(console);
    }

    @Override
    Optional<byte[]> read(DkRedis redis, String key) {
        return redis.values(Codec.bytes()).get(key, byte[].class);
    }

    @Override
    CodecException undecodable(CodecException failure, byte[] stored) {
        return new CodecException(failure.getMessage() + ". " + advice(), failure);
    }

    @Override
    void check() {
        super.check();
        watch.check();
        if (watch.isOn() && isRaw()) {
            throw new UsageException("--watch prints lines of JSON; leave out --raw");
        }
    }

    @Override
    ExitCode run(DkRedis redis) {
        return watch.isOn() ? watched(watch, () -> List.of(row(redis)), this::paint) : super.run(redis);
    }

    private Row row(DkRedis redis) {
        Optional<byte[]> stored = read(redis, key());
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("key", key());
        shown.put("exists", stored.isPresent());
        stored.ifPresent(bytes -> shown.put("value", decoded(bytes)));
        return new Row(key(), shown, stored.map(ByteBuffer::wrap), shown);
    }

    private void paint(Console console, List<Row> rows) {
        Map<String, ? extends @Nullable Object> shown = rows.get(0).shown();
        console.printLine(shown.containsKey("value") ? Json.prettyText(shown.get("value")) : missing());
    }
}
