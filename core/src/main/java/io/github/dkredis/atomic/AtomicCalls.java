package io.github.dkredis.atomic;

import io.github.dkredis.CodecException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Command;
import io.github.dkredis.internal.Names;
import io.github.dkredis.internal.Pending;
import io.github.dkredis.internal.Repeat;
import io.github.dkredis.internal.Reply;
import io.github.dkredis.internal.Script;
import io.github.dkredis.internal.Texts;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
            this.command = Command.of(name, Script.load(AtomicCalls.class, "extreme"), Repeat.HARMLESS, Reply.LIST);
            this.which = name().toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static final Command<Long> REMOVE_IF =
            Command.of("removeIf", Script.load(AtomicCalls.class, "removeif"), Repeat.NEVER, Reply.NUMBER);
    private static final byte[] NUMBER = "number".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYTES = "bytes".getBytes(StandardCharsets.US_ASCII);

    private final Client client;

    AtomicCalls(Client client) {
        this.client = client;
    }

    // ---- update

    Pending<String> update(String key, Function<? super @Nullable String, String> function) {
        Objects.requireNonNull(function, "function");
        return new Update<>(
                client,
                key,
                read -> function.apply(read == null ? null : Texts.decode(key, read)),
                written -> Names.text("a new value", written));
    }

    Pending<byte[]> updateBytes(String key, Function<? super byte @Nullable [], byte[]> function) {
        Objects.requireNonNull(function, "function");
        return new Update<>(client, key, read -> function.apply(read == null ? null : read.clone()), byte[]::clone);
    }

    @SuppressWarnings("unchecked") // the codec answers for the type
    <T> Pending<T> update(String key, Codec codec, Class<T> type, Function<? super @Nullable T, T> function) {
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(function, "function");
        return new Update<>(
                client,
                key,
                read -> function.apply(read == null ? null : (T) about("update", key, () -> codec.decode(read, type))),
                value -> about("update", key, () -> codec.encode(value)));
    }

    private static <V extends @Nullable Object> V about(String operation, String key, Supplier<V> coding) {
        try {
            return coding.get();
        } catch (CodecException e) {
            throw new CodecException(operation + " " + Names.quoted(key) + ": " + e.getMessage(), e);
        }
    }

    // ---- setMax, setMin

    Pending<Long> extreme(Extreme extreme, String key, long value) {
        return number(extreme, key, Long.toString(value)).map(now -> asLong(extreme, key, now));
    }

    Pending<Double> extreme(Extreme extreme, String key, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("NaN is neither greater nor smaller than anything");
        }
        return number(extreme, key, Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Double.toString(value))
                .map(AtomicCalls::asDouble);
    }

    Pending<String> extreme(Extreme extreme, String key, String value) {
        return bytes(extreme, key, Names.text("a value", value)).map(now -> Texts.decode(key, now));
    }

    Pending<byte[]> extreme(Extreme extreme, String key, byte[] value) {
        return bytes(extreme, key, value.clone());
    }

    private io.github.dkredis.internal.Call<?, String> number(Extreme extreme, String key, String value) {
        byte[] digits = value.getBytes(StandardCharsets.US_ASCII);
        return client.call(extreme.command, key, Names.key(key), extreme.which, NUMBER, digits)
                .map(reply -> {
                    if (reply.isEmpty()) {
                        throw new WrongTypeException(extreme.command.toString(), key, "holds no number");
                    }
                    return Texts.decode(key, reply.get(0)).trim();
                });
    }

    private io.github.dkredis.internal.Call<?, byte[]> bytes(Extreme extreme, String key, byte[] value) {
        return client.call(extreme.command, key, Names.key(key), extreme.which, BYTES, value)
                .map(reply -> (byte[]) Objects.requireNonNull(reply.get(0)));
    }

    private static long asLong(Extreme extreme, String key, String number) {
        try {
            return new java.math.BigDecimal(number).longValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            throw new WrongTypeException(
                    extreme.command.toString(), key, "holds a number that is no long, and it stays; ask for a double");
        }
    }

    private static double asDouble(String number) {
        return switch (number.toLowerCase(java.util.Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(number);
        };
    }

    // ---- removeIf

    Pending<Boolean> removeIf(String key, String expected) {
        return removeIf(key, Names.text("the expected value", expected));
    }

    Pending<Boolean> removeIf(String key, byte[] expected) {
        return client.call(REMOVE_IF, key, Names.key(key), expected.clone()).map(removed -> removed == 1);
    }

    Pending<Boolean> removeIf(String key, Codec codec, @Nullable Object expected) {
        return client.call(REMOVE_IF, key, Names.key(key), about("removeIf", key, () -> codec.encode(expected)))
                .map(removed -> removed == 1);
    }
}
