package io.github.dkredis.internal.command;

import io.github.dkredis.internal.Keys;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A command with its arguments.
 *
 * @param <R> the reply
 */
public final class Request<R extends @Nullable Object> {

    private static final int MAX_ARGUMENTS = (1 << 20) - 4;
    private static final long MAX_BYTES = (1L << 30) - (1 << 20);

    private final Keys names;
    final Command<R> command;

    /** The command's script, for the client's channels. */
    final @Nullable Script script;

    final String subject;
    final int keys;
    final byte[][] args;

    /** Where the command goes in a cluster if it names no key. */
    private final Primary primary;

    /**
     * A request.
     *
     * @param names the names of the client's channels
     * @param subject the key, or what else the command is about, for messages
     * @param keys how many of the arguments of a script are keys; they come first
     * @throws IllegalArgumentException if it is larger than Redis accepts; Redis would close the connection
     */
    Request(Keys names, Command<R> command, String subject, int keys, byte[][] args) {
        this(names, command, Primary.ANY, subject, keys, args);
    }

    private Request(Keys names, Command<R> command, Primary primary, String subject, int keys, byte[][] args) {
        checkSize(args);
        this.names = names;
        this.command = command;
        this.script = command.script == null ? null : command.script.on(names);
        this.subject = subject;
        this.keys = keys;
        this.args = args;
        this.primary = primary;
    }

    /** A request without keys for one of the primaries. */
    static <R extends @Nullable Object> Request<R> at(
            Primary primary, Keys names, Command<R> command, String subject, byte[][] args) {
        return new Request<>(names, command, primary, subject, 0, args);
    }

    /**
     * The hash slot of the first key. All keys share it: Redis refuses a command whose keys are in several slots, and
     * {@link KeyGroups} splits them. A request without keys has the slot of its primary.
     */
    public int slot() {
        return hasKey() ? HashSlots.slot(args[0]) : primary.slot();
    }

    /**
     * Whether this was made before it was known whether the servers are a cluster, so that it must not be sent: its
     * channels, or the primaries that it was made for, may be wrong.
     */
    public boolean isUndecided() {
        return names.isUndecided() || primary == Primary.UNDECIDED;
    }

    private boolean hasKey() {
        return args.length > 0 && (script == null ? command.command.beginsWithKey : keys > 0);
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

    /** The Redis command, or the script, for messages. */
    String commandLabel() {
        return script == null ? command.command.name() : "the script " + script.name;
    }

    /** The keys as Redis knows them, for messages. */
    String keysLabel() {
        int known = script == null ? (command.command.beginsWithKey ? Math.min(args.length, 1) : 0) : keys;
        if (known == 0) {
            return Keys.quoted(subject);
        }
        return IntStream.range(0, Math.min(known, 3))
                        .mapToObj(i -> Keys.quoted(new String(args[i], StandardCharsets.UTF_8)))
                        .collect(Collectors.joining(", "))
                + (known > 3 ? " and " + (known - 3) + " more" : "");
    }

    /**
     * The key that the command is about, without the client's prefix. The key of a feature has the feature's name
     * around that of the subject; if a script has the keys of several subjects, the error does not say which is meant.
     */
    String keyName() {
        String first = hasKey() ? names.withoutPrefix(new String(args[0], StandardCharsets.UTF_8)) : subject;
        return first.contains(subject) ? first : subject;
    }

    /** The operation, without its subject. */
    public String operation() {
        return command.name;
    }

    /** The operation and its subject, for messages. */
    public String label() {
        return command.name + " " + Keys.quoted(subject);
    }
}
