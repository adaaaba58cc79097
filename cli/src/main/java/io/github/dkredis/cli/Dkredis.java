package io.github.dkredis.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The main class of the command {@code dkredis}, which offers values, hashes, atomics, locks and caches to a shell. */
public final class Dkredis {

    private static final int OUTPUT_BUFFER = 1 << 16;

    private Dkredis() {}

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // The log of the libraries does not belong into the output. The JVM reads this when the first of them logs.
        System.setProperty("java.util.logging.config.class", NoLogging.class.getName());
        // No option has a type of these packages but Duration, whose converter is this program's own. Without this,
        // picocli looks for their methods at every start.
        System.setProperty("picocli.converters.excludes", "java\\.(sql|time)\\..*");
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Map<String, String> environment = System.getenv();
        System.exit(run(
                args,
                new Console(
                        System.in,
                        out,
                        err,
                        environment,
                        Terminal.Stream.OUT,
                        Terminal.Stream.ERR,
                        new Terminal(environment))));
    }

    /**
     * Runs a command.
     *
     * @param in the source of a value that is given as {@code -}
     * @param out the output, which gets values only
     * @param err the output for messages
     * @return the exit code, as listed in {@code dkredis --help}
     */
    public static int run(
            String[] args, InputStream in, OutputStream out, PrintStream err, Map<String, String> environment) {
        return run(args, new Console(in, out, err, environment, () -> false, () -> false, () -> Screen.USUAL));
    }

    /** Runs a command with a console, for tests. */
    static int run(String[] args, Console console) {
        if (args.length == 1 && args[0].equals("--version")) {
            // The same line as picocli's, without loading it: no archive can hold its classes ready for use, because
            // their class files are of an old version.
            try {
                console.printLine(Version.text());
                return ExitCode.DONE.number();
            } catch (Console.UnwritableException e) {
                console.say(String.valueOf(e.getMessage()));
                return ExitCode.USAGE.number();
            }
        }
        return Commands.run(args, console);
    }
}
