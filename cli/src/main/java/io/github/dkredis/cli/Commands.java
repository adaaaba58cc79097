package io.github.dkredis.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** All commands, and what picocli does with them. */
final class Commands {

    /** The names of all commands, in the order in which help lists them. */
    static final List<String> NAMES = List.of(
            "ping",
            "set",
            "get",
            "pop",
            "remove",
            "ttl",
            "expire",
            "persist",
            "keys",
            "type",
            "explain",
            "memory",
            "hset",
            "hgetall",
            "field",
            "incr",
            "setmax",
            "setmin",
            "removeif",
            "lock",
            "once",
            "cooldown",
            "locks",
            "semaphores",
            "limits",
            "unlock",
            "doctor",
            "demo",
            "cache",
            "completion",
            "help",
            "man-page");

    /** Commands that tell about all commands. */
    private static final Set<String> OF_ALL = Set.of("help", "completion", "man-page");

    private Commands() {}

    /** Runs a command, and returns its exit code. */
    static int run(String[] args, Console console) {
        GlobalOptions options = new GlobalOptions();
        CommandLine line = line(console, options, needed(args));
        FailureHandler failures = new FailureHandler(console, options);
        HelpOutput help = new HelpOutput(console);
        int code = Arguments.configured(line)
                .setOut(new PrintWriter(help, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .execute(Arguments.escaped(args));
        return help.failure == null ? code : failures.handleExecutionException(help.failure, line, null);
    }

    /** Remembers that what picocli prints could not be written, which its writer does not tell. */
    private static final class HelpOutput extends OutputStream {

        private final Console console;
        private Console.@Nullable UnwritableException failure;

        HelpOutput(Console console) {
            this.console = console;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                console.write(Arrays.copyOfRange(bytes, offset, offset + length));
            } catch (Console.UnwritableException e) {
                failure = e;
            }
        }

        @Override
        public void flush() {
            try {
                console.flush();
            } catch (Console.UnwritableException e) {
                failure = e;
            }
        }
    }

    /**
     * {@return the names of the commands that picocli has to know} A command takes it a good part of the start to look
     * at, so that is only the one that will run. Whatever tells about several commands, typing errors included, needs
     * all of them.
     */
    private static List<String> needed(String... args) {
        String named = Arguments.subcommand(args);
        return NAMES.contains(named) && !OF_ALL.contains(named) ? List.of(named) : NAMES;
    }

    /** {@return the command line with the commands that have these names} */
    static CommandLine line(Console console, GlobalOptions options, List<String> names) {
        CommandLine line = new CommandLine(options);
        for (String name : names) {
            line.addSubcommand(name, command(name, console));
        }
        return line;
    }

    /** A switch, because the JVM would link each of a map's factories at every start. */
    private static Object command(String name, Console console) {
        return switch (name) {
            case "ping" -> new PingCommand(console);
            case "set" -> new SetCommand(console);
            case "get" -> new GetCommand(console);
            case "pop" -> new PopCommand(console);
            case "remove" -> new RemoveCommand(console);
            case "ttl" -> new TtlCommand(console);
            case "expire" -> new ExpireCommand(console);
            case "persist" -> new PersistCommand(console);
            case "keys" -> new KeysCommand(console);
            case "type" -> new TypeCommand(console);
            case "explain" -> new ExplainCommand(console);
            case "memory" -> new MemoryCommand(console);
            case "hset" -> new HsetCommand(console);
            case "hgetall" -> new HgetallCommand(console);
            case "field" -> new FieldCommand(console);
            case "incr" -> new IncrCommand(console);
            case "setmax" -> new SetMaxCommand(console);
            case "setmin" -> new SetMinCommand(console);
            case "removeif" -> new RemoveIfCommand(console);
            case "lock" -> new LockCommand(console);
            case "once" -> new OnceCommand(console);
            case "cooldown" -> new CooldownCommand(console);
            case "locks" -> new LocksCommand(console);
            case "semaphores" -> new SemaphoresCommand(console);
            case "limits" -> new LimitsCommand(console);
            case "unlock" -> new UnlockCommand(console);
            case "doctor" -> new DoctorCommand(console);
            case "demo" -> new DemoCommand(console);
            case "cache" -> caches(console);
            case "completion" -> new CompletionCommand(console);
            case "help" -> new CommandLine.HelpCommand();
            case "man-page" -> new ManPageCommand(console);
            default -> throw new IllegalArgumentException("no such command: " + name);
        };
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
