package io.github.dkredis.internal.command;

import io.github.dkredis.internal.Completion;
import io.github.dkredis.internal.Execution;
import io.github.dkredis.internal.Operation;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One command with its arguments, and how its reply is turned into a result. That is done on the caller's thread, or on
 * the executor if the caller does not wait.
 *
 * @param <R> the reply
 * @param <T> the result
 */
public final class Call<R extends @Nullable Object, T extends @Nullable Object> extends Operation<T> {

    private final CommandSender sender;
    private final Request<R> request;
    private final Function<? super R, ? extends T> meaning;

    private Call(CommandSender sender, Request<R> request, Function<? super R, ? extends T> meaning) {
        this.sender = sender;
        this.request = request;
        this.meaning = meaning;
    }

    /**
     * A call whose result is the reply.
     *
     * @param subject the key, or what else the command is about, for messages
     * @param keys how many of the arguments of a script are keys; they come first
     * @throws IllegalArgumentException if it is larger than Redis accepts
     */
    public static <R extends @Nullable Object> Call<R, R> of(
            CommandSender sender, Command<R> command, String subject, int keys, byte[]... args) {
        assert sender.keyGroups().allow(command, keys, args)
                : command + ": the keys of " + label(command) + " are in several hash slots";
        return new Call<>(sender, new Request<>(sender.keys(), command, subject, keys, args), Function.identity());
    }

    /**
     * A call without keys for one of the primaries.
     *
     * @param subject what the command is about, for messages
     */
    public static <R extends @Nullable Object> Call<R, R> at(
            Primary primary, CommandSender sender, Command<R> command, String subject, byte[]... args) {
        return new Call<>(sender, Request.at(primary, sender.keys(), command, subject, args), Function.identity());
    }

    private static String label(Command<?> command) {
        return command.script == null ? command.command.name() : "script " + command.script.name;
    }

    public Request<R> request() {
        return request;
    }

    /** The same command, its result turned into another one. */
    @Override
    public <U extends @Nullable Object> Call<R, U> map(Function<? super T, ? extends U> mapper) {
        return new Call<>(sender, request, reply -> mapper.apply(meaning.apply(reply)));
    }

    /** The fast path of a single command: no execution, no queue, nothing but the command itself. */
    @Override
    public T await() {
        return meaning.apply(sender.sendAndWait(request, System.nanoTime() + sender.timeoutNanos()));
    }

    @Override
    public void start(Execution execution, Completion<? super T> completion) {
        long deadlineNanos = execution.deadlineNanos(sender.timeoutNanos());
        sender.checkTimeLeft(request, deadlineNanos);
        if (execution.waitsDirectly()) {
            T result;
            try {
                result = meaning.apply(sender.sendAndWait(request, deadlineNanos));
            } catch (Throwable e) {
                completion.complete(null, e);
                return;
            }
            completion.complete(result, null);
            return;
        }
        sender.send(request, execution, (reply, failure) -> {
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
}
