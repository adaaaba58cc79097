package io.github.dkredis.internal.command;

import io.github.dkredis.internal.Completion;
import io.github.dkredis.internal.Execution;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Operation;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One command with its arguments, and how its reply is turned into a result. That is done on the caller's thread, or on the
 * executor if the caller does not wait.
 *
 * @param <R> the reply
 * @param <T> the result
 */
public final class Call<R extends @Nullable Object, T extends @Nullable Object> extends Operation<T> {

    private static final int MAX_ARGUMENTS = (1 << 20) - 4;
    private static final long MAX_BYTES = (1L << 30) - (1 << 20);

    private final CommandSender sender;
    final Command<R> command;
    final String subject;
    final int keys;
    final byte[][] args;
    private final Function<? super R, ? extends T> meaning;

    private Call(
            CommandSender sender,
            Command<R> command,
            String subject,
            int keys,
            byte[][] args,
            Function<? super R, ? extends T> meaning) {
        this.sender = sender;
        this.command = command;
        this.subject = subject;
        this.keys = keys;
        this.args = args;
        this.meaning = meaning;
    }

    /**
     * A call whose result is the reply.
     *
     * @param subject the key, or what else the command is about, for messages
     * @param keys how many of the arguments of a script are keys; they come first
     * @throws IllegalArgumentException if it is larger than Redis accepts; Redis would close the connection
     */
    public static <R extends @Nullable Object> Call<R, R> of(
            CommandSender sender, Command<R> command, String subject, int keys, byte[]... args) {
        checkSize(args);
        assert command.script == null || HashSlots.areAllowed(command.script.name, keys, args)
                : command + ": the keys of script " + command.script.name + " are in several hash slots";
        return new Call<>(sender, command, subject, keys, args, Function.identity());
    }

    private static void checkSize(byte[][] args) {
        if (args.length > MAX_ARGUMENTS) {
            throw new IllegalArgumentException(
                    "too many arguments for one command: " + args.length + "; Redis accepts about a million");
        }
        long bytes = 0;
        for (byte[] arg : args) {
            bytes += arg.length;
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("too large for one command: " + bytes + " bytes; Redis accepts 1 GiB");
        }
    }

    /** The same command, its result turned into another one. */
    @Override
    public <U extends @Nullable Object> Call<R, U> map(Function<? super T, ? extends U> mapper) {
        return new Call<>(sender, command, subject, keys, args, reply -> mapper.apply(meaning.apply(reply)));
    }

    /** The fast path of a single command: no execution, no queue, nothing but the command itself. */
    @Override
    public T await() {
        return meaning.apply(sender.sendAndWait(this, System.nanoTime() + sender.timeoutNanos()));
    }

    @Override
    protected void start(Execution execution, Completion<? super T> completion) {
        long deadlineNanos = execution.deadlineNanos(sender.timeoutNanos());
        sender.checkTimeLeft(this, deadlineNanos);
        if (execution.waitsDirectly()) {
            T result;
            try {
                result = meaning.apply(sender.sendAndWait(this, deadlineNanos));
            } catch (Throwable e) {
                completion.complete(null, e);
                return;
            }
            completion.complete(result, null);
            return;
        }
        sender.send(this, execution, (reply, failure) -> {
            T result = null;
            Throwable outcome = failure;
            if (failure == null) {
                try {
                    result = meaning.apply(reply);
                } catch (Throwable e) { // a codec's, whatever it is: the execution must not stay open for ever
                    outcome = e;
                }
            }
            completion.complete(result, outcome);
        });
    }

    /** The operation and its subject, for messages. */
    public String label() {
        return command.name + " " + Keys.quoted(subject);
    }
}
