package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that talks to Redis: what is wrong with its arguments is said before it connects. */
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
        return options().call(console, this::answer);
    }

    /** Looks at the arguments; without a connection yet. */
    abstract void check();

    abstract ExitCode run(DkRedis redis);

    /** The exit code; of another program, if the command runs one. */
    int answer(DkRedis redis) {
        return run(redis).number();
    }

    final Console console() {
        return console;
    }

    final void print(@Nullable Object value) {
        console.line(options().pretty() ? Json.prettyText(value) : Json.text(value));
    }

    /** Says why the answer is no. */
    final ExitCode no(String why) {
        console.say(why);
        return ExitCode.NO;
    }

    static void checkKey(String key) {
        if (key.isEmpty()) {
            throw new UsageException("the key is empty");
        }
    }

    private Options options() {
        return (Options) spec.root().userObject();
    }
}
