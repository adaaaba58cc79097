package io.github.dkredis.cli;

import io.github.dkredis.CodecException;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.WrongTypeException;
import io.github.dkredis.testkit.ServerStartException;
import io.lettuce.core.RedisException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a failure into one line on stderr and an exit code. A stack trace is printed only with {@code --debug}. */
final class FailureHandler implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private final Console console;
    private final GlobalOptions options;

    FailureHandler(Console console, GlobalOptions options) {
        this.console = console;
        this.options = options;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        console.say(Arguments.unescaped(message(failure)));
        StringWriter hints = new StringWriter();
        if (UnmatchedArgumentException.printSuggestions(failure, new PrintWriter(hints, true))) {
            console.err().print(Secrets.masked(hints.toString()));
        }
        console.err().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE.number();
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, @Nullable ParseResult parseResult) {
        if (options.debug()) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            console.err().print(Secrets.masked(trace.toString()));
        }
        if (!(failure instanceof Console.UnwritableException unwritable && unwritable.isReaderGone())) {
            console.say(message(failure));
        }
        return exitCode(failure).number();
    }

    private static String message(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        boolean hasCommands = !command.getSubcommands().isEmpty();
        if (hasCommands && failure instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            String before = command.getParent() == null ? "" : command.getCommandName() + " ";
            return "unknown command '" + before + unmatched.getUnmatched().get(0) + "'";
        }
        return String.valueOf(failure.getMessage());
    }

    private static String message(Exception failure) {
        boolean expected = failure instanceof DkRedisException
                || failure instanceof RedisException
                || failure instanceof UsageException
                || failure instanceof Console.UnwritableException
                || failure instanceof IllegalArgumentException
                || failure instanceof ServerStartException;
        return expected
                ? String.valueOf(failure.getMessage())
                : "internal error: " + failure + "; --debug prints the stack trace";
    }

    static ExitCode exitCode(Exception failure) {
        if (failure instanceof CodecException || failure instanceof WrongTypeException) {
            return ExitCode.USAGE;
        }
        boolean ofRedis = failure instanceof DkRedisException
                || failure instanceof RedisException
                || failure instanceof ServerStartException;
        return ofRedis ? ExitCode.UNAVAILABLE : ExitCode.USAGE;
    }
}
