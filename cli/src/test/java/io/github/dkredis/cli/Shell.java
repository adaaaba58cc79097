package io.github.dkredis.cli;

import io.github.dkredis.testkit.RedisServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

/** Runs commands in the JVM of the test. */
final class Shell {

    private final Map<String, String> environment;
    private final byte[] stdin;

    private Shell(Map<String, String> environment, byte[] stdin) {
        this.environment = environment;
        this.stdin = stdin;
    }

    static Shell of(RedisServer server) {
        return of(Map.of("REDIS_URL", server.uri().toString()));
    }

    static Shell of(Map<String, String> environment) {
        return new Shell(environment, new byte[0]);
    }

    /** {@return a shell whose server address refuses connections} */
    static Shell unreachable() {
        return of(Map.of("REDIS_HOST", "127.0.0.1", "REDIS_PORT", "1"));
    }

    Shell typing(String text) {
        return typing(text.getBytes(StandardCharsets.UTF_8));
    }

    Shell typing(byte... bytes) {
        return new Shell(environment, bytes);
    }

    Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return run(out, out, args);
    }

    /** Runs a command with an output that may fail. */
    Result run(OutputStream out, ByteArrayOutputStream written, String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Dkredis.run(
                environment.containsKey("REDIS_URL") ? patient(args) : args,
                new ByteArrayInputStream(stdin),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment);
        return new Result(code, written, err.toString(StandardCharsets.UTF_8));
    }

    /** Gives a command more time than the usual limit, in which a busy machine may not even connect from a cold JVM. */
    static String[] patient(String... args) {
        boolean hasLimit = Stream.of(args).anyMatch(arg -> arg.equals("--time-limit"));
        boolean isCommand = args.length > 0 && !args[0].startsWith("-");
        return hasLimit || !isCommand
                ? args
                : Stream.concat(Stream.of("--time-limit", "1m"), Stream.of(args))
                        .toArray(String[]::new);
    }

    /** The exit code and the outputs of a command. */
    record Result(int code, ByteArrayOutputStream stdout, String err) {

        String out() {
            return stdout.toString(StandardCharsets.UTF_8);
        }

        byte[] bytes() {
            return stdout.toByteArray();
        }
    }
}
