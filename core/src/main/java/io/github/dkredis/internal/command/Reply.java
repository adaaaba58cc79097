package io.github.dkredis.internal.command;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The kind of reply that a command has.
 *
 * @param <T> the reply in Java
 */
public final class Reply<T extends @Nullable Object> {

    /** A string, or null. */
    public static final Reply<byte @Nullable []> BYTES =
            new Reply<>(() -> new ByteArrayOutput<>(ByteArrayCodec.INSTANCE));

    /** A number. */
    public static final Reply<Long> NUMBER = new Reply<>(() -> new IntegerOutput<>(ByteArrayCodec.INSTANCE));

    /** A simple string such as {@code OK}. */
    public static final Reply<String> STATUS = new Reply<>(() -> new StatusOutput<>(ByteArrayCodec.INSTANCE));

    /** An array (a map is one of twice the length): byte arrays, {@link Long}s, nulls and lists of the same. */
    public static final Reply<List<@Nullable Object>> LIST = new Reply<>(ListOutput::new);

    private final Supplier<CommandOutput<byte[], byte[], T>> outputs;

    private Reply(Supplier<CommandOutput<byte[], byte[], T>> outputs) {
        this.outputs = outputs;
    }

    CommandOutput<byte[], byte[], T> newOutput() {
        return outputs.get();
    }
}
