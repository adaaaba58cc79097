package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that talks to Redis. It reports invalid arguments before it connects. */
abstract class RedisCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RedisCommand(Console console) {
        this.console = console;
    }

    @Override
    public final Integer call() {
        options().check();
        check();
        return options().connect(console, this::run).number();
    }

    /** Checks the arguments. There is no connection yet. */
    abstract void check();

    abstract ExitCode run(DkRedis redis);

    final Console console() {
        return console;
    }

    final void print(@Nullable Object value) {
        console.printLine(options().pretty() ? Json.prettyText(value) : Json.text(value));
    }

    /** {@return what prints a list: a table on a terminal, unless JSON is asked for} */
    final Records records() {
        boolean isForPeople =
                !options().json() && !options().pretty() && console.isTerminal().getAsBoolean();
        return isForPeople
                ? new Table(console)
                : new JsonRecords(console, options().pretty() ? Json::prettyText : Json::text);
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
