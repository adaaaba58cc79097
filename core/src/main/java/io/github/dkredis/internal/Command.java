package io.github.dkredis.internal;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A kind of command: its name in messages, its verb or script, whether it may be sent again, and its reply. One constant
 * each; what varies from call to call is in the {@link Call}.
 *
 * @param <R> the reply
 */
public final class Command<R extends @Nullable Object> {

    /** A dollar sign, ten digits, two line ends. */
    private static final int ARGUMENT_FRAME = 16;

    final String name;
    final Verb verb;
    final @Nullable Script script;
    final Repeat repeat;
    final Reply<R> reply;

    private Command(String name, Verb verb, @Nullable Script script, Repeat repeat, Reply<R> reply) {
        this.name = name;
        this.verb = verb;
        this.script = script;
        this.repeat = repeat;
        this.reply = reply;
    }

    /**
     * A plain command; its arguments are those of the verb.
     *
     * @param <R> the reply
     * @param name the operation in messages
     * @param verb the command's name
     * @param repeat whether it may be sent again
     * @param reply the kind of reply
     * @return the command
     */
    public static <R extends @Nullable Object> Command<R> of(String name, Verb verb, Repeat repeat, Reply<R> reply) {
        return new Command<>(name, verb, null, repeat, reply);
    }

    /**
     * A script; its arguments are its keys, then ARGV.
     *
     * @param <R> the reply
     * @param name the operation in messages
     * @param script the script
     * @param repeat whether it may be sent again
     * @param reply the kind of reply
     * @return the command
     */
    public static <R extends @Nullable Object> Command<R> of(
            String name, Script script, Repeat repeat, Reply<R> reply) {
        return new Command<>(name, Verb.EVALSHA, script, repeat, reply);
    }

    /** Writes the command as Redis expects it; never fails but for want of memory. */
    void encode(ByteBuf out, Call<?, ?> call, boolean wholeScript) {
        if (script == null) {
            RespWriter.header(out, call.args.length + 1);
            out.writeBytes(verb.wire);
        } else {
            RespWriter.header(out, call.args.length + 3);
            out.writeBytes(wholeScript ? Verb.EVAL.wire : Verb.EVALSHA.wire);
            RespWriter.argument(out, wholeScript ? script.body : script.sha);
            RespWriter.argument(out, call.keys);
        }
        for (byte[] arg : call.args) {
            RespWriter.argument(out, arg);
        }
    }

    /** At least how many bytes that is. */
    int size(Call<?, ?> call, boolean wholeScript) {
        int size = ARGUMENT_FRAME * (call.args.length + 4);
        if (script != null) {
            size += wholeScript ? script.body.length : script.sha.length;
        }
        for (byte[] arg : call.args) {
            size += arg.length;
        }
        return size;
    }

    @Override
    public String toString() {
        return name;
    }
}
