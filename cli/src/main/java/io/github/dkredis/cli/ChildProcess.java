package io.github.dkredis.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs with this command's standard streams. Signals that this process gets are passed on to it, and this
 * process goes on until it ends; an interrupt from the terminal reaches it by itself.
 */
final class ChildProcess implements AutoCloseable {

    private static final long GRACE_SECONDS = 10;

    private final Process process;
    private final Signals signals;

    private ChildProcess(Process process, Signals signals) {
        this.process = process;
        this.signals = signals;
    }

    /** That there are words before the {@code --} and a program behind it. */
    static void checkWords(String form, List<String> words, int own) {
        if (Arguments.own(words).size() != own || Arguments.program(words).isEmpty()) {
            throw new UsageException("it takes the form: " + form);
        }
    }

    static ChildProcess start(List<String> program, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(program).inheritIO();
        builder.environment().putAll(environment);
        Signals signals = Signals.caught(); // first: a signal right after the start would end this process alone
        try {
            Process process = builder.start();
            signals.passOnTo(process);
            return new ChildProcess(process, signals);
        } catch (IOException e) {
            signals.close();
            throw new UsageException("the program cannot be started: " + e.getMessage(), e);
        }
    }

    /** Waits for its end; 128 and the signal's number if it was ended by one. */
    int waitFor() {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                terminate();
            }
        }
    }

    /** Asks it to end, and ends it if it does not. */
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
