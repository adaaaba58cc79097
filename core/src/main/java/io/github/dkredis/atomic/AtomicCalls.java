package io.github.dkredis.atomic;

import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.connection.Client;
import io.github.dkredis.CodecException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.codec.Codec;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The atomic operations, once for the blocking and the asynchronous API. */
final class AtomicCalls {

    /** Which of two values stays. */
    enum Extreme {
        MAX("setMax"),
        MIN("setMin");

        private final Command<List<@Nullable Object>> command;
        private final byte[] which;

        Extreme(String name) {
            this.command =
                    Command.of(name, Script.load(AtomicCalls.class, "extreme"), RetryPolicy.IDEMPOTENT, Reply.LIST);
            this.which = Utf8.ascii(name().toLowerCase(Locale.ROOT));
        }
    }

    private static final Command<Long> REMOVE_IF =
            Command.of("removeIf", Script.load(AtomicCalls.class, "removeif"), RetryPolicy.NEVER, Reply.NUMBER);
    private static final byte[] NUMBER = Utf8.ascii("number");
    private static final byte[] BYTES = Utf8.ascii("bytes");

    private final Client client;

    AtomicCalls(Client client) {
        this.client = client;
    }

    // ---- update

    Operation<String> update(String key, Function<? super @Nullable String, String> function) {
        Objects.requireNonNull(function, "function");
        return new Update<>(
                        client,
                        key,
                        read -> function.apply(read == null ? null : Utf8.decode(key, read)),
                        written -> Utf8.encode("a new value", written))
                .operation();
    }

    Operation<byte[]> updateBytes(String key, Function<? super byte @Nullable [], byte[]> function) {
        Objects.requireNonNull(function, "function");
        return new Update<>(client, key, read -> function.apply(read == null ? null : read.clone()), byte[]::clone)
                .operation();
    }

    @SuppressWarnings("unchecked") // the codec answers for the type
    <T> Operation<T> update(String key, Codec codec, Class<T> type, Function<? super @Nullable T, T> function) {
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(function, "function");
        return new Update<>(
                        client,
                        key,
                        read -> function.apply(
                                read == null ? null : (T) about("update", key, () -> codec.decode(read, type))),
                        value -> about("update", key, () -> codec.encode(value)))
                .operation();
    }

    private static <V extends @Nullable Object> V about(String operation, String key, Supplier<V> coding) {
        try {
            return coding.get();
        } catch (CodecException e) {
            throw new CodecException(operation + " " + Keys.quoted(key) + ": " + e.getMessage(), e);
        }
    }

    // ---- setMax, setMin

    Operation<Long> extreme(Extreme extreme, String key, long value) {
        return number(extreme, key, Long.toString(value)).map(now -> asLong(extreme, key, now));
    }

    Operation<Double> extreme(Extreme extreme, String key, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("NaN is neither greater nor smaller than anything");
        }
        return number(extreme, key, Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Double.toString(value))
                .map(AtomicCalls::asDouble);
    }

    Operation<String> extreme(Extreme extreme, String key, String value) {
        return bytes(extreme, key, Utf8.encode("a value", value)).map(now -> Utf8.decode(key, now));
    }

    Operation<byte[]> extreme(Extreme extreme, String key, byte[] value) {
        return bytes(extreme, key, value.clone());
    }

    private Call<?, String> number(Extreme extreme, String key, String value) {
        byte[] digits = Utf8.ascii(value);
        return client.call(extreme.command, key, client.keys().of(key), extreme.which, NUMBER, digits)
                .map(reply -> {
                    if (reply.isEmpty()) {
                        throw new WrongTypeException(extreme.command.toString(), key, "holds no number");
                    }
                    return Utf8.decode(key, reply.get(0)).trim();
                });
    }

    private Call<?, byte[]> bytes(Extreme extreme, String key, byte[] value) {
        return client.call(extreme.command, key, client.keys().of(key), extreme.which, BYTES, value)
                .map(reply -> (byte[]) Objects.requireNonNull(reply.get(0)));
    }

    private static long asLong(Extreme extreme, String key, String number) {
        try {
            return new BigDecimal(number).longValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            throw new WrongTypeException(
                    extreme.command.toString(), key, "holds a number that is no long, and it stays; ask for a double");
        }
    }

    private static double asDouble(String number) {
        return switch (number.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(number);
        };
    }

    // ---- removeIf

    Operation<Boolean> removeIf(String key, String expected) {
        return removeIf(key, Utf8.encode("the expected value", expected));
    }

    Operation<Boolean> removeIf(String key, byte[] expected) {
        return client.call(REMOVE_IF, key, client.keys().of(key), expected.clone())
                .map(removed -> removed == 1);
    }

    Operation<Boolean> removeIf(String key, Codec codec, @Nullable Object expected) {
        return client.call(REMOVE_IF, key, client.keys().of(key), about("removeIf", key, () -> codec.encode(expected)))
                .map(removed -> removed == 1);
    }
}
