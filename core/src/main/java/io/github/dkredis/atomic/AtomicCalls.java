package io.github.dkredis.atomic;

import io.github.dkredis.WrongTypeException;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.internal.KeyedCodec;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.Utf8;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.RetryPolicy;
import io.github.dkredis.internal.command.Script;
import io.github.dkredis.internal.connection.Client;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Describes the atomic operations, for the blocking and the asynchronous API alike. */
final class AtomicCalls {

    /** Whether the greater or the smaller of two values is kept. */
    enum Extremum {
        MAX("setMax", "max"),
        MIN("setMin", "min");

        private final Command<List<@Nullable Object>> command;
        private final byte[] argument;

        Extremum(String operation, String argument) {
            this.command = Command.of(
                    operation, Script.load(AtomicCalls.class, "setextremum"), RetryPolicy.IDEMPOTENT, Reply.LIST);
            this.argument = Utf8.ascii(argument);
        }
    }

    private static final Command<Long> REMOVE_IF =
            Command.of("removeIf", Script.load(AtomicCalls.class, "removeif"), RetryPolicy.NEVER, Reply.NUMBER);
    private static final byte[] NUMBER = Utf8.ascii("number");
    private static final byte[] BYTES = Utf8.ascii("bytes");

    private static final Command<Long> INCREMENT =
            Command.of("increment", CommandName.INCRBY, RetryPolicy.NEVER, Reply.NUMBER);
    private static final Command<byte @Nullable []> INCREMENT_DOUBLE =
            Command.of("increment", CommandName.INCRBYFLOAT, RetryPolicy.NEVER, Reply.BYTES);
    private static final Command<byte @Nullable []> INCREMENT_TTL =
            Command.of("increment", Script.load(AtomicCalls.class, "increment"), RetryPolicy.NEVER, Reply.BYTES);
    private static final byte[] INCRBY = Utf8.ascii("incrby");
    private static final byte[] INCRBYFLOAT = Utf8.ascii("incrbyfloat");

    private final Client client;
    private final FunctionScope scope;
    private final UpdateCombiner combiner;
    private final AtomicOptions options;

    AtomicCalls(Client client) {
        this.client = client;
        this.scope = new FunctionScope();
        this.combiner = new UpdateCombiner(client, scope);
        this.options = AtomicOptions.DEFAULT;
    }

    private AtomicCalls(AtomicCalls original, AtomicOptions options) {
        this.client = original.client;
        this.scope = original.scope;
        this.combiner = original.combiner;
        this.options = options;
    }

    AtomicCalls withTtlForNewKeys(Duration ttl) {
        return new AtomicCalls(this, options.withTtlForNewKeys(ttl));
    }

    AtomicCalls withoutCombining() {
        return new AtomicCalls(this, options.withoutCombining());
    }

    UpdateCombiner combiner() {
        return combiner;
    }

    @Override
    public String toString() {
        return "[" + options + "]";
    }

    // ---- update

    Operation<String> update(String key, Function<? super @Nullable String, String> function) {
        Objects.requireNonNull(function, "function");
        return update(
                key,
                read -> function.apply(read == null ? null : Utf8.decode(key, read)),
                written -> Utf8.encode("a new value", written));
    }

    Operation<byte[]> updateBytes(String key, Function<? super byte @Nullable [], byte[]> function) {
        Objects.requireNonNull(function, "function");
        return update(key, read -> function.apply(read == null ? null : read.clone()), byte[]::clone);
    }

    @SuppressWarnings("unchecked") // the codec is responsible for the type
    <T> Operation<T> update(String key, Codec codec, Type type, Function<? super @Nullable T, T> function) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(function, "function");
        KeyedCodec keyed = new KeyedCodec(codec);
        return update(
                key,
                read -> function.apply(read == null ? null : (T) keyed.decode("update", key, read, type)),
                value -> keyed.encode("update", key, value, type));
    }

    private <T> Operation<T> update(
            String key, Function<byte @Nullable [], T> function, Function<? super T, byte[]> encode) {
        Change<T> change = new Change<>(key, function, encode, options.newKeyTtl());
        return options.updates() == AtomicOptions.Updates.COMBINED
                ? combiner.update(change)
                : new SeparateUpdate<>(client, scope, change).operation();
    }

    // ---- increment

    Operation<Long> increment(String key, long amount) {
        byte[] keyBytes = client.keys().of(key);
        if (options.setsTtl()) {
            return client.call(INCREMENT_TTL, key, keyBytes, INCRBY, Utf8.ascii(amount), options.newKeyTtl())
                    .map(now -> Long.parseLong(Utf8.decode(key, now)));
        }
        return client.call(INCREMENT, key, keyBytes, Utf8.ascii(amount));
    }

    Operation<Double> increment(String key, double amount) {
        if (Double.isNaN(amount) || Double.isInfinite(amount)) {
            throw new IllegalArgumentException("an increment must be a finite number");
        }
        byte[] keyBytes = client.keys().of(key);
        byte[] digits = Utf8.ascii(Double.toString(amount));
        Call<byte @Nullable [], byte @Nullable []> call = options.setsTtl()
                ? client.call(INCREMENT_TTL, key, keyBytes, INCRBYFLOAT, digits, options.newKeyTtl())
                : client.call(INCREMENT_DOUBLE, key, keyBytes, digits);
        return call.map(now -> Double.parseDouble(Utf8.decode(key, now)));
    }

    // ---- setMax, setMin

    Operation<Long> setExtremum(Extremum extremum, String key, long value) {
        return setNumber(extremum, key, Long.toString(value)).map(now -> asLong(extremum, key, now));
    }

    Operation<Double> setExtremum(Extremum extremum, String key, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("NaN cannot be compared with a number");
        }
        return setNumber(extremum, key, text(value)).map(AtomicCalls::asDouble);
    }

    Operation<String> setExtremum(Extremum extremum, String key, String value) {
        return setBytes(extremum, key, Utf8.encode("a value", value)).map(now -> Utf8.decode(key, now));
    }

    Operation<byte[]> setExtremum(Extremum extremum, String key, byte[] value) {
        return setBytes(extremum, key, value.clone());
    }

    private Call<?, String> setNumber(Extremum extremum, String key, String value) {
        byte[] digits = Utf8.ascii(value);
        return client.call(
                        extremum.command,
                        key,
                        client.keys().of(key),
                        extremum.argument,
                        NUMBER,
                        digits,
                        options.newKeyTtl())
                .map(reply -> {
                    if (reply.isEmpty()) {
                        throw new WrongTypeException(
                                extremum.command.toString(), key, "holds text that is not a number");
                    }
                    return Utf8.decode(key, reply.get(0)).trim();
                });
    }

    private Call<?, byte[]> setBytes(Extremum extremum, String key, byte[] value) {
        return client.call(
                        extremum.command,
                        key,
                        client.keys().of(key),
                        extremum.argument,
                        BYTES,
                        value,
                        options.newKeyTtl())
                .map(reply -> (byte[]) Objects.requireNonNull(reply.get(0)));
    }

    private static long asLong(Extremum extremum, String key, String number) {
        try {
            return new BigDecimal(number).longValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            throw new WrongTypeException(
                    extremum.command.toString(), key, "holds a number that does not fit a long (use a double)");
        }
    }

    /** The text of a number as Python writes it. */
    private static String text(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return Double.toString(value);
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
        return removeIfBytes(key, Utf8.encode("the expected value", expected));
    }

    Operation<Boolean> removeIf(String key, byte[] expected) {
        return removeIfBytes(key, expected.clone());
    }

    Operation<Boolean> removeIf(String key, Codec codec, @Nullable Object expected) {
        return removeIfBytes(key, new KeyedCodec(codec).encode("removeIf", key, expected));
    }

    private Operation<Boolean> removeIfBytes(String key, byte[] expected) {
        return client.call(REMOVE_IF, key, client.keys().of(key), expected).map(removed -> removed == 1);
    }
}
