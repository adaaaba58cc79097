package io.github.dkredis.benchmarks.harness;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A contender whose commands are counted as its client sends them, without the commands that scripts call. The server's
 * own counts do not tell the two apart; MONITOR does, but slows the server down. The commands are therefore counted
 * during the warm-ups, of which there is at least one, and every window gets the figure of the last warm-up.
 */
public final class CommandCountingContender implements Contender {
    /** The name of the figure: commands that the client sent per operation. */
    static final String CLIENT_COMMANDS = "client_commands_per_op";

    private final Contender contender;
    private final int port;
    private boolean warm;
    private OptionalDouble commands = OptionalDouble.empty();

    /** Counts the commands that a contender sends to the server at that port. */
    public CommandCountingContender(Contender contender, int port) {
        this.contender = contender;
        this.port = port;
    }

    @Override
    public String subject() {
        return contender.subject();
    }

    @Override
    public String version() {
        return contender.version();
    }

    @Override
    public void warmUp() throws Exception {
        try (CommandMonitor monitor = new CommandMonitor(port)) {
            Sample sample = contender.measure();
            monitor.sent().ifPresent(sent -> commands = OptionalDouble.of((double) sent / sample.operations()));
        }
        warm = true;
    }

    @Override
    public Sample measure() throws Exception {
        if (!warm) {
            warmUp();
        }
        Sample sample = contender.measure();
        return commands.isEmpty()
                ? sample
                : sample.with(Measurements.of(Map.of(CLIENT_COMMANDS, commands.getAsDouble())));
    }

    @Override
    public void close() throws IOException {
        contender.close();
    }
}
