package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that talks to Redis. It reports invalid arguments before it connects. */
abstract class RedisCommand implements Callable<Integer> {

    private final Console console;

    private @Nullable Plain plain;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RedisCommand(Console console) {
        this.console = console;
    }

    @Override
    public final Integer call() {
        options().check();
        check();
        return options()
                .connect(console, (redis, server) -> {
                    plain = server;
                    return run(redis);
                })
                .number();
    }

    /** Checks the arguments. There is no connection yet. */
    abstract void check();

    abstract ExitCode run(DkRedis redis);

    /** {@return plain commands to the server; once there is a connection} */
    final Plain plain() {
        return Objects.requireNonNull(plain, "there is no connection yet");
    }

    final Console console() {
        return console;
    }

    final void print(@Nullable Object value) {
        console.printLine(format().apply(value));
    }

    /** {@return what prints a list: a table on a terminal, unless JSON is asked for} */
    final Records records() {
        return records(Table.Layout.COLUMNS);
    }

    /** {@return what prints records: for people on a terminal, unless JSON is asked for} */
    final Records records(Table.Layout layout) {
        return isForPeople() && console.isTerminal().getAsBoolean()
                ? new Table(console, layout)
                : new JsonRecords(console, format());
    }

    private boolean isForPeople() {
        return !options().json() && !options().pretty();
    }

    private Function<@Nullable Object, String> format() {
        return options().pretty() ? Json::prettyText : Json::text;
    }

    /**
     * Looks again and again until it is interrupted.
     *
     * @param painter prints what was seen on the console that it is given, for people
     */
    final ExitCode watched(WatchOptions watch, Supplier<List<Row>> look, BiConsumer<Console, List<Row>> painter) {
        WatchDisplay display = isForPeople() && console.canRedraw()
                ? new Picture(console, spec.qualifiedName(), painter)
                : new ChangeLines(console, format());
        return new Watch(display, watch.pause()).run(look);
    }

    /** Prints rows as a table. */
    static void paintTable(Console console, List<Row> rows) {
        Records table = new Table(console, Table.Layout.COLUMNS);
        rows.forEach(row -> table.add(row.shown()));
        table.flush();
    }

    /** Prints why the answer is no, and returns the exit code for it. */
    final ExitCode no(String why) {
        console.say(why);
        return ExitCode.NO;
    }

    static void checkKey(String key) {
        if (key.isEmpty()) {
            throw new UsageException("the key is empty");
        }
    }

    private GlobalOptions options() {
        return (GlobalOptions) spec.root().userObject();
    }
}
