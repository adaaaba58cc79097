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

/** The command {@code dkredis}: values, hashes, atomic changes, locks and caches in Redis, from a shell. */
public final class Dkredis {

    private static final int OUTPUT_BUFFER = 1 << 16;

    private Dkredis() {}

    /**
     * Runs a command and ends the JVM with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        LogManager.getLogManager().reset(); // what the client library logs is no part of the output
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(args, new Console(System.in, out, err, System.getenv(), Terminal::isStdout)));
    }

    /**
     * Runs a command.
     *
     * @param args the command line
     * @param in where a value given as {@code -} is read from
     * @param out where values go, and nothing else
     * @param err where everything else goes
     * @param environment the environment variables
     * @return the exit code: 0 done, 1 no, 2 to be mended by the user, 3 Redis is not available
     */
    public static int run(
            String[] args, InputStream in, OutputStream out, PrintStream err, Map<String, String> environment) {
        return run(args, new Console(in, out, err, environment, () -> false));
    }

    private static int run(String[] args, Console console) {
        Options options = new Options();
        CommandLine line = new CommandLine(options);
        commands(console).forEach(line::addSubcommand);
        line.addSubcommand(caches(console));
        Failures failures = new Failures(console, options);
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
                new HsetCommand(console),
                new HgetallCommand(console),
                new FieldCommand(console),
                new SetMaxCommand(console),
                new SetMinCommand(console),
                new RemoveIfCommand(console),
                new LockCommand(console),
                new OnceCommand(console),
                new CooldownCommand(console),
                new LocksCommand(console),
                new DemoCommand(console));
    }

    private static CommandLine caches(Console console) {
        CommandLine caches = new CommandLine(new CacheCommand());
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
