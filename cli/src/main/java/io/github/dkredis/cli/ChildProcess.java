package io.github.dkredis.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that a command runs with its own standard streams. Signals are passed on to the program, and this process
 * continues until the program has ended. An interrupt from the terminal reaches the program without help.
 */
final class ChildProcess implements AutoCloseable {

    private static final long GRACE_SECONDS = 10;

    private final Process process;
    private final Signals signals;

    private ChildProcess(Process process, Signals signals) {
        this.process = process;
        this.signals = signals;
    }

    /** Checks that a command has its own words before the {@code --} and a program behind it. */
    static void checkWords(String synopsis, List<String> words, int own) {
        if (Arguments.own(words).size() != own || Arguments.program(words).isEmpty()) {
            throw new UsageException("the command line must be: " + synopsis);
        }
    }

    static ChildProcess start(List<String> program, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(program).inheritIO();
        builder.environment().putAll(environment);
        Signals signals = Signals.caught(); // before the start, so that no signal ends this process alone
        try {
            Process process = builder.start();
            signals.passOnTo(process);
            return new ChildProcess(process, signals);
        } catch (IOException e) {
            signals.close();
            throw new UsageException("cannot start the program: " + e.getMessage(), e);
        }
    }

    /** {@return the program as a process} */
    ProcessHandle handle() {
        return process.toHandle();
    }

    /** {@return the program's exit code once it has ended; 128 plus the signal's number if a signal ended it} */
    int waitFor() {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                terminate();
            }
        }
    }

    /** Sends TERM, and KILL ten seconds later if the program has not ended by then. */
    void terminate() {
        process.destroy();
        Thread killer = new Thread(() -> {
            try {
                if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        });
        killer.setDaemon(true);
        killer.start();
    }

    @Override
    public void close() {
        signals.close();
        if (process.isAlive()) {
            terminate();
        }
    }
}
