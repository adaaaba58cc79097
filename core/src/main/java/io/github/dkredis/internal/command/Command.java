package io.github.dkredis.internal.command;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A kind of command: its name in messages, its Redis command or script, its retry policy and its kind of reply. Each is
 * one constant; what differs from call to call is in the {@link Call}.
 *
 * @param <R> the reply
 */
public final class Command<R extends @Nullable Object> {

    /** A dollar sign, ten digits and two line ends. */
    private static final int ARGUMENT_FRAME = 16;

    final String name;
    final CommandName command;
    final @Nullable Script script;
    final RetryPolicy retryPolicy;
    final Reply<R> reply;

    private Command(
            String name, CommandName command, @Nullable Script script, RetryPolicy retryPolicy, Reply<R> reply) {
        this.name = name;
        this.command = command;
        this.script = script;
        this.retryPolicy = retryPolicy;
        this.reply = reply;
    }

    /**
     * A plain command; its arguments are those of the Redis command.
     *
     * @param name the operation in messages
     */
    public static <R extends @Nullable Object> Command<R> of(
            String name, CommandName command, RetryPolicy retryPolicy, Reply<R> reply) {
        return new Command<>(name, command, null, retryPolicy, reply);
    }

    /**
     * A script; its arguments are its keys, then ARGV.
     *
     * @param name the operation in messages
     */
    public static <R extends @Nullable Object> Command<R> of(
            String name, Script script, RetryPolicy retryPolicy, Reply<R> reply) {
        return new Command<>(name, CommandName.EVALSHA, script, retryPolicy, reply);
    }

    boolean isIdempotent() {
        return retryPolicy == RetryPolicy.IDEMPOTENT;
    }

    /** Writes the command in Redis' protocol; fails only if there is not enough memory. */
    void encode(ByteBuf out, @Nullable Script script, int keys, byte[][] args, boolean wholeScript) {
        if (script == null) {
            RespWriter.header(out, args.length + 1);
            out.writeBytes(command.wire);
        } else {
            RespWriter.header(out, args.length + 3);
            out.writeBytes(wholeScript ? CommandName.EVAL.wire : CommandName.EVALSHA.wire);
            RespWriter.argument(out, wholeScript ? script.body : script.sha);
            RespWriter.argument(out, keys);
        }
        for (byte[] arg : args) {
            RespWriter.argument(out, arg);
        }
    }

    /** An upper bound on the bytes that {@link #encode} writes. */
    static int maxSize(@Nullable Script script, byte[][] args, boolean wholeScript) {
        int size = ARGUMENT_FRAME * (args.length + 4);
        if (script != null) {
            size += wholeScript ? script.body.length : script.sha.length;
        }
        for (byte[] arg : args) {
            size += arg.length;
        }
        return size;
    }

    @Override
    public String toString() {
        return name;
    }
}
