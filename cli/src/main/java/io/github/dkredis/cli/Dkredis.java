package io.github.dkredis.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.logging.LogManager;
import picocli.CommandLine;

/** The main class of the command {@code dkredis}, which offers values, hashes, atomics, locks and caches to a shell. */
public final class Dkredis {

    private static final int OUTPUT_BUFFER = 1 << 16;

    /** Commands that tell about all commands. */
    private static final Set<String> OF_ALL = Set.of("help", "completion", "man-page");

    private Dkredis() {}

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        LogManager.getLogManager().reset(); // the log of the libraries does not belong into the output
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
                        Terminal::isStdout,
                        Terminal::isStderr,
                        () -> Terminal.screen(environment))));
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
        GlobalOptions options = new GlobalOptions();
        Set<String> names = commands().keySet();
        String named = Arguments.subcommand(args);
        // A command takes picocli a good part of the start to look at, so only the one that will run is added. Whatever
        // tells about several commands, typing errors included, needs all of them.
        boolean isOne = names.contains(named) && !OF_ALL.contains(named);
        boolean isNone = args.length == 1 && args[0].equals("--version");
        CommandLine line = line(console, options, name -> isOne ? name.equals(named) : !isNone);
        FailureHandler failures = new FailureHandler(console, options);
        return Arguments.configured(line)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .execute(Arguments.escaped(args));
    }

    /** {@return the command line with the commands whose names are wanted} */
    static CommandLine line(Console console, GlobalOptions options, Predicate<String> isWanted) {
        CommandLine line = new CommandLine(options);
        commands().forEach((name, command) -> {
            if (isWanted.test(name)) {
                line.addSubcommand(name, command.apply(console));
            }
        });
        return line;
    }

    /** The commands by their names, in the order in which help lists them. */
    private static Map<String, Function<Console, Object>> commands() {
        Map<String, Function<Console, Object>> commands = new LinkedHashMap<>();
        commands.put("ping", PingCommand::new);
        commands.put("set", SetCommand::new);
        commands.put("get", GetCommand::new);
        commands.put("pop", PopCommand::new);
        commands.put("remove", RemoveCommand::new);
        commands.put("ttl", TtlCommand::new);
        commands.put("expire", ExpireCommand::new);
        commands.put("persist", PersistCommand::new);
        commands.put("keys", KeysCommand::new);
        commands.put("type", TypeCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("memory", MemoryCommand::new);
        commands.put("hset", HsetCommand::new);
        commands.put("hgetall", HgetallCommand::new);
        commands.put("field", FieldCommand::new);
        commands.put("incr", IncrCommand::new);
        commands.put("setmax", SetMaxCommand::new);
        commands.put("setmin", SetMinCommand::new);
        commands.put("removeif", RemoveIfCommand::new);
        commands.put("lock", LockCommand::new);
        commands.put("once", OnceCommand::new);
        commands.put("cooldown", CooldownCommand::new);
        commands.put("locks", LocksCommand::new);
        commands.put("semaphores", SemaphoresCommand::new);
        commands.put("limits", LimitsCommand::new);
        commands.put("unlock", UnlockCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("demo", DemoCommand::new);
        commands.put("cache", Dkredis::caches);
        commands.put("completion", CompletionCommand::new);
        commands.put("help", console -> new CommandLine.HelpCommand());
        commands.put("man-page", ManPageCommand::new);
        return commands;
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
