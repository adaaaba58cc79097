package io.github.dkredis.benchmarks.harness;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A contender whose commands are counted as its client sends them, those inside scripts left out. The server's own counts do
 * not tell the two apart, and MONITOR, which does, slows it down: so they are counted during warm-ups, of which there is at
 * least one, and the last one's figure goes with every window.
 */
public final class CommandCountingContender implements Contender {
    /** The figure's name. */
    static final String CLIENT_COMMANDS = "client_commands_per_op";

    private final Contender contender;
    private final int port;
    private boolean warm;
    private OptionalDouble commands = OptionalDouble.empty();

    /**
     * Puts the counting around it.
     *
     * @param contender what is measured
     * @param port of the server
     */
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
