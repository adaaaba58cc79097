package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.github.dkredis.atomic.Atomics;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "incr",
        description = "Add to the number that a key holds, in one atomic step, and print the sum. A missing key counts"
                + " as 0.")
final class IncrCommand extends RedisCommand {

    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d+");

    @Parameters(index = "0", paramLabel = "KEY", description = "the key")
    private String key = "";

    @Parameters(
            index = "1",
            paramLabel = "N",
            arity = "0..1",
            defaultValue = "1",
            description = "the amount: 1, -3, 2.5. Default: 1")
    private String text = "1";

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "the TTL of the key if this creates it, as 500ms, 5s, 5m")
    private @Nullable Duration ttl;

    private Number amount = 1L;

    IncrCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
        try {
            amount = WHOLE.matcher(text).matches() ? (Number) Long.valueOf(text) : Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw new UsageException("\"" + text + "\" is not a number that fits 64 bits", e);
        }
        if (Double.isNaN(amount.doubleValue()) || Double.isInfinite(amount.doubleValue())) {
            throw new UsageException("the amount must be a finite number");
        }
    }

    @Override
    ExitCode run(DkRedis redis) {
        Atomics atomics = ttl == null ? redis.atomics() : redis.atomics().withTtlForNewKeys(ttl);
        print(
                amount instanceof Long whole
                        ? (Object) atomics.increment(key, whole.longValue())
                        : ValueView.of(atomics.increment(key, amount.doubleValue())));
        return ExitCode.DONE;
    }
}
