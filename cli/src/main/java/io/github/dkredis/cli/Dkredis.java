package io.github.dkredis.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import picocli.CommandLine;

/** The main class of the command {@code dkredis}, which offers values, hashes, atomics, locks and caches to a shell. */
public final class Dkredis {

    private static final int OUTPUT_BUFFER = 1 << 16;

    private Dkredis() {}

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        LogManager.getLogManager().reset(); // the log of the libraries does not belong into the output
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(args, new Console(System.in, out, err, System.getenv(), Terminal::isStdout)));
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
        return run(args, new Console(in, out, err, environment, () -> false));
    }

    private static int run(String[] args, Console console) {
        GlobalOptions options = new GlobalOptions();
        CommandLine line = new CommandLine(options);
        commands(console).forEach(line::addSubcommand);
        line.addSubcommand(caches(console));
        FailureHandler failures = new FailureHandler(console, options);
        return Arguments.configured(line)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .execute(Arguments.escaped(args));
    }

    private static List<Object> commands(Console console) {
        return List.of(
                new PingCommand(console),
                new SetCommand(console),
                new GetCommand(console),
                new PopCommand(console),
                new RemoveCommand(console),
                new TtlCommand(console),
                new ExpireCommand(console),
                new PersistCommand(console),
                new KeysCommand(console),
                new TypeCommand(console),
                new HsetCommand(console),
                new HgetallCommand(console),
                new FieldCommand(console),
                new IncrCommand(console),
                new SetMaxCommand(console),
                new SetMinCommand(console),
                new RemoveIfCommand(console),
                new LockCommand(console),
                new OnceCommand(console),
                new CooldownCommand(console),
                new LocksCommand(console),
                new UnlockCommand(console),
                new DoctorCommand(console),
                new DemoCommand(console));
    }

    private static CommandLine caches(Console console) {
        CommandLine caches = new CommandLine(new CacheCommands());
        List.of(
                        new CacheGetCommand(console),
                        new CachePutCommand(console),
                        new CacheRemoveCommand(console),
                        new CacheStatsCommand(console),
                        new CacheClearCommand(console))
                .forEach(caches::addSubcommand);
        return caches;
    }
}
