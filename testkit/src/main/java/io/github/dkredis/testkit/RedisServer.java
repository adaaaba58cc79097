package io.github.dkredis.testkit;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real server for tests: on a free port of 127.0.0.1, with a folder of its own, gone when it is closed and when the JVM
 * ends, even by {@code kill -9}.
 *
 * <pre>{@code
 * try (RedisServer server = RedisServer.start()) {
 *     server.command("SET", "greeting", "hello");
 *     assertEquals("hello", server.command("GET", "greeting"));
 *     assertEquals(1, server.calls("get"));
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads, which share one connection for {@link #command}; {@link #connect} opens more.
 */
public final class RedisServer implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final RedisServerBuilder options;
    private final RedisBinary binary;
    private final ServerLifecycle lifecycle;
    private final ControlConnection control;

    RedisServer(RedisServerBuilder options) {
        this.options = options;
        this.binary = options.binary();
        this.lifecycle = new ServerLifecycle(options, binary, () -> ServerEndpoint.choose(options));
        this.control = new ControlConnection(this::connect);
    }

    /**
     * Starts a server without persistence or password.
     *
     * @return the running server
     * @throws ServerStartException when it ends instead, or does not answer within its limit
     */
    public static RedisServer start() {
        return builder().start();
    }

    /**
     * A server with settings.
     *
     * @return the defaults
     */
    public static RedisServerBuilder builder() {
        return RedisServerBuilder.defaults();
    }

    /**
     * Where it listens.
     *
     * @return 127.0.0.1
     */
    public String host() {
        return HOST;
    }

    /**
     * The port of the plain protocol; the same after every restart.
     *
     * @return the port
     */
    public int port() {
        return lifecycle.endpoint().port();
    }

    /**
     * The address for a client, with the password if there is one.
     *
     * @return {@code redis://[:password@]127.0.0.1:port}
     */
    public URI uri() {
        return uri("redis", port());
    }

    /**
     * The address of the port with TLS.
     *
     * @return {@code rediss://[:password@]127.0.0.1:port}
     * @throws IllegalStateException when it was not started with TLS
     */
    public URI tlsUri() {
        return uri("rediss", lifecycle.endpoint().tls().port());
    }

    /**
     * The certificate to trust for {@link #tlsUri}, as PEM.
     *
     * @return a file that lives as long as the server
     * @throws IllegalStateException when it was not started with TLS
     */
    public Path tlsCertificate() {
        return lifecycle.endpoint().tls().certificate();
    }

    /**
     * The Unix socket.
     *
     * @return its path
     * @throws IllegalStateException when it was not started with one
     */
    public Path unixSocket() {
        return lifecycle.endpoint().unixSocket();
    }

    /**
     * The program that runs.
     *
     * @return the program
     */
    public RedisBinary binary() {
        return binary;
    }

    /**
     * The server's version.
     *
     * @return for example {@code 7.0.15}
     */
    public String version() {
        return binary.version();
    }

    /**
     * The number of the process; another after every restart.
     *
     * @return the process id
     * @throws IllegalStateException when it does not run
     */
    public long pid() {
        return lifecycle.process().pid();
    }

    /**
     * Whether the process runs, paused or not.
     *
     * @return false after {@link #stop}, {@link #kill}, {@link #close} or a crash
     */
    public boolean isRunning() {
        return lifecycle.isRunning();
    }

    /**
     * What the server has written since its last start.
     *
     * @return its lines
     */
    public List<String> output() {
        return lifecycle.output();
    }

    /** Ends the process as a crash does, with SIGKILL; returns when it is gone. */
    public void kill() {
        control.close();
        lifecycle.kill();
    }

    /** Ends the process in order, with SIGTERM; returns when it is gone. */
    public void stop() {
        control.close();
        lifecycle.stop();
    }

    /**
     * Starts it again on the same port; with its data if it is {@linkplain RedisServerBuilder#persistent persistent}. Does
     * nothing when it runs.
     *
     * @throws ServerStartException when it ends instead, or does not answer within its limit
     */
    public void restart() {
        lifecycle.restart();
    }

    /**
     * Starts it again on the same port without any data. Does nothing when it runs.
     *
     * @throws ServerStartException when it ends instead, or does not answer within its limit
     */
    public void restartEmpty() {
        lifecycle.restartEmpty();
    }

    /** Freezes the process (SIGSTOP): connections stay open and are even accepted, but nothing answers. */
    public void pause() {
        lifecycle.process().signal("STOP");
    }

    /** Lets a paused process go on (SIGCONT). */
    public void resume() {
        lifecycle.process().signal("CONT");
    }

    /**
     * Runs a command, as the default user.
     *
     * @param words the command and its arguments
     * @return String, Long, List or null
     * @throws ErrorReplyException when the server answers with an error
     * @throws java.io.UncheckedIOException when it does not answer within ten seconds
     */
    public @Nullable Object command(String... words) {
        return control.call(connection -> connection.call(words));
    }

    /**
     * Runs a command, as the default user; bulk strings come back as {@code byte[]}.
     *
     * @param words the command and its arguments
     * @return byte[] or String (a simple string), Long, List or null
     * @throws ErrorReplyException when the server answers with an error
     * @throws java.io.UncheckedIOException when it does not answer within ten seconds
     */
    public @Nullable Object commandBinary(byte[]... words) {
        return control.call(connection -> connection.callBinary(words));
    }

    /**
     * Opens one more connection, as the default user; the caller closes it.
     *
     * @return the open connection
     */
    public RespConnection connect() {
        RespConnection connection = RespConnection.open(HOST, port());
        try {
            options.password().ifPresent(password -> connection.call("AUTH", password));
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * How many times the server ran a command since it started or {@link #resetStats}, whoever asked: clients, scripts,
     * and this object's own commands (INFO, CLIENT, CONFIG and what {@link #command} sent).
     *
     * @param command for example {@code get}, {@code client} (with all its subcommands), {@code client kill} (from Redis 7 on)
     * @return zero if never
     */
    public long calls(String command) {
        return CommandStats.calls(String.valueOf(command("INFO", "commandstats")), command);
    }

    /** Sets all of {@link #calls} to zero. */
    public void resetStats() {
        command("CONFIG", "RESETSTAT");
    }

    /**
     * How many connections the server has, this object's own not among them.
     *
     * @return zero if none
     */
    public int clientCount() {
        return clients().size();
    }

    /**
     * The connections the server has, this object's own not among them.
     *
     * @return a line of {@code CLIENT LIST} for each
     */
    public List<String> clients() {
        return control.call(connection -> {
            String own = "id=" + connection.call("CLIENT", "ID") + " ";
            return String.valueOf(connection.call("CLIENT", "LIST"))
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith(own))
                    .toList();
        });
    }

    /** Ends the process and removes its folder; a second call does nothing. */
    @Override
    public void close() {
        control.close();
        lifecycle.close();
    }

    /**
     * For test names and messages.
     *
     * @return program and port
     */
    @Override
    public String toString() {
        return binary + " at " + HOST + ":" + port();
    }

    private URI uri(String scheme, int port) {
        String user = options.password()
                .map(password -> ":"
                        + URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20") + "@")
                .orElse("");
        return URI.create(scheme + "://" + user + HOST + ":" + port);
    }
}
