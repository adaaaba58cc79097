package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.util.List;
import picocli.CommandLine.Mixin;

/** A command that prints a list of what it sees, once or again and again. */
abstract class ListCommand extends RedisCommand {

    @Mixin
    private final WatchOptions watch = new WatchOptions();

    ListCommand(Console console) {
        super(console);
    }

    @Override
    final void check() {
        watch.check();
        checkArguments();
    }

    /** Checks the arguments that only this command has. */
    void checkArguments() {}

    /** Looks once. */
    abstract List<Row> look(DkRedis redis);

    /** {@return why there is nothing to print} */
    abstract String nothing();

    /** {@return the answer to a single look} */
    ExitCode answer(List<Row> rows) {
        return rows.isEmpty() ? no(nothing()) : ExitCode.DONE;
    }

    @Override
    final ExitCode run(DkRedis redis) {
        if (watch.isOn()) {
            return watched(watch, () -> look(redis), (console, rows) -> paint(console, rows));
        }
        List<Row> rows = look(redis);
        Records records = records();
        rows.forEach(row -> records.add(row.shown()));
        records.flush();
        return answer(rows);
    }

    private void paint(Console console, List<Row> rows) {
        if (rows.isEmpty()) {
            console.printLine(nothing());
            return;
        }
        paintTable(console, rows);
    }

    /** {@return whether a long scan says how far it has come; a watch has its picture} */
    final boolean showsProgress() {
        return !watch.isOn() && console().isErrTerminal().getAsBoolean();
    }
}
