package io.github.dkredis.testkit;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real server for tests: on a free port of 127.0.0.1, with its own directory. It is gone when it is closed, and when
 * the JVM ends, even by {@code kill -9}.
 *
 * <pre>{@code
 * try (RedisServer server = RedisServer.start()) {
 *     server.command("SET", "greeting", "hello");
 *     assertEquals("hello", server.command("GET", "greeting"));
 *     assertEquals(1, server.calls("get"));
 * }
 * }</pre>
 *
 * <p>Thread-safe; all threads share one connection for {@link #command}, and {@link #connect} opens more.
 */
public final class RedisServer implements AutoCloseable {

    static final String HOST = "127.0.0.1";

    private final ServerOptions options;
    private final RedisBinary binary;
    private final ServerLifecycle lifecycle;
    private final ControlConnection control;

    /** The group that this object stands for, or null if it is only itself. */
    private final @Nullable GroupView group;

    /** Makes the names of keys in commands; with an empty prefix, nothing is changed. */
    private final PrefixedKeys prefixed;

    RedisServer(ServerOptions options) {
        this.group = null;
        this.prefixed = new PrefixedKeys("", this::commandAsGiven);
        this.options = options;
        this.binary = options.program();
        this.lifecycle = new ServerLifecycle(options, binary, () -> ServerEndpoint.choose(options));
        this.control = new ControlConnection(
                this::connect,
                options.mode().changesItsRole() ? ControlConnection.Use.ONE_CALL : ControlConnection.Use.MANY_CALLS);
    }

    private RedisServer(RedisServer member, @Nullable GroupView group, String keyPrefix) {
        this.group = group;
        this.prefixed = new PrefixedKeys(keyPrefix, this::commandAsGiven);
        this.options = member.options;
        this.binary = member.binary;
        this.lifecycle = member.lifecycle;
        this.control = member.control;
    }

    /** {@return this server under the address of its group, which answers commands, counts and lists of clients} */
    RedisServer standingFor(GroupView whole) {
        return new RedisServer(this, whole, keyPrefix());
    }

    /** {@return this server, whose commands take and answer names of keys without a prefix} */
    RedisServer withKeyPrefix(String prefix) {
        return prefix.isEmpty() ? this : new RedisServer(this, group, prefix);
    }

    boolean standsForAGroup() {
        return group != null;
    }

    /**
     * Starts a server without persistence and without a password.
     *
     * @return the running server
     * @throws ServerStartException if the process ends, or does not answer within 20 seconds
     */
    public static RedisServer start() {
        return builder().start();
    }

    /** {@return a builder for a server with other settings} */
    public static RedisServerBuilder builder() {
        return new RedisServerBuilder(ServerOptions.DEFAULTS);
    }

    /** {@return a builder for a primary with two replicas that three Sentinels watch} */
    public static SentinelGroupBuilder sentinel() {
        return SentinelGroupBuilder.DEFAULTS;
    }

    /** {@return a builder for a Redis Cluster of three primaries with one replica each} */
    public static ClusterGroupBuilder cluster() {
        return ClusterGroupBuilder.DEFAULTS;
    }

    /** {@return 127.0.0.1, where the server listens} */
    public String host() {
        return HOST;
    }

    /** {@return the plain port, which stays the same over restarts} */
    public int port() {
        return lifecycle.endpoint().port();
    }

    /** {@return the address for a client, as {@code redis://[:password@]127.0.0.1:port}} */
    public URI uri() {
        return group == null ? uri("redis", port()) : group.uri();
    }

    /**
     * {@return what {@link #command} adds to the name of every key, and takes from the names in a reply; empty unless
     * the test class has a {@link RedisTest#keyPrefix}}
     */
    public String keyPrefix() {
        return prefixed.prefix();
    }

    /**
     * Returns the address for a client that uses TLS.
     *
     * @return {@code rediss://[:password@]127.0.0.1:port}
     * @throws IllegalStateException if the server was started without TLS
     */
    public URI tlsUri() {
        return uri("rediss", lifecycle.endpoint().tls().port());
    }

    /**
     * Returns the certificate to trust for {@link #tlsUri}.
     *
     * @return a PEM file that lives as long as the server
     * @throws IllegalStateException if the server was started without TLS
     */
    public Path tlsCertificate() {
        return lifecycle.endpoint().tls().certificate();
    }

    /**
     * Returns the Unix socket.
     *
     * @return its path
     * @throws IllegalStateException if the server was started without a Unix socket
     */
    public Path unixSocket() {
        return lifecycle.endpoint().unixSocket();
    }

    /** {@return the program that runs} */
    public RedisBinary binary() {
        return binary;
    }

    /** {@return the server's version, such as {@code 7.0.15}} */
    public String version() {
        return binary.version();
    }

    /**
     * Returns the process id, which changes with every restart.
     *
     * @return the process id
     * @throws IllegalStateException if the server is not running
     */
    public long pid() {
        return lifecycle.process().pid();
    }

    /**
     * {@return whether the process runs, paused or not; false after {@link #stop}, {@link #kill}, {@link #close} or a
     * crash}
     */
    public boolean isRunning() {
        return lifecycle.isRunning();
    }

    /** {@return the lines that the server has logged since its last start} */
    public List<String> output() {
        return lifecycle.output();
    }

    /** Kills the process with SIGKILL, as in a crash; returns when it is gone. */
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
     * Starts the process again on the same port; with its data if it is {@linkplain RedisServerBuilder#persistent
     * persistent}. Does nothing if it is running.
     *
     * @throws ServerStartException if the process ends, or does not answer within 20 seconds
     * @throws IllegalStateException if this server is closed
     */
    public void restart() {
        lifecycle.restart();
    }

    /**
     * Starts the process again on the same port without any data. Does nothing if it is running.
     *
     * @throws ServerStartException if the process ends, or does not answer within 20 seconds
     * @throws IllegalStateException if this server is closed
     */
    public void restartEmpty() {
        lifecycle.restartEmpty();
    }

    /**
     * Freezes the process (SIGSTOP): connections stay open and new ones are even accepted, but no command is answered.
     */
    public void pause() {
        lifecycle.process().signal("STOP");
    }

    /** Lets a paused process continue (SIGCONT). */
    public void resume() {
        lifecycle.process().signal("CONT");
    }

    /**
     * Runs a command as the default user.
     *
     * @param words the command and its arguments
     * @return a String, a Long, a List or null
     * @throws ErrorReplyException if the server answers with an error
     * @throws java.io.UncheckedIOException if the server does not answer within ten seconds
     */
    public @Nullable Object command(String... words) {
        return prefixed.withoutPrefix(words[0], commandAsGiven(prefixed.words(words)));
    }

    private @Nullable Object commandAsGiven(String... words) {
        return group == null ? control.call(connection -> connection.call(words)) : group.command(words);
    }

    /**
     * Runs a command as the default user, with binary arguments and replies.
     *
     * @param words the command and its arguments
     * @return a byte[] (a bulk string), a String (a simple string), a Long, a List or null
     * @throws ErrorReplyException if the server answers with an error
     * @throws java.io.UncheckedIOException if the server does not answer within ten seconds
     */
    public @Nullable Object commandBinary(byte[]... words) {
        byte[][] full = prefixed.binaryWords(words);
        Object reply =
                group == null ? control.call(connection -> connection.callBinary(full)) : group.commandBinary(full);
        return prefixed.withoutPrefix(new String(words[0], StandardCharsets.UTF_8), reply);
    }

    /** {@return a new connection, authenticated as the default user, that the caller closes} */
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
     * Counts how often the server has run a command since it started, or since {@link #resetStats}: for clients, in
     * scripts, and for this object (INFO, CLIENT, CONFIG and the commands of {@link #command}).
     *
     * @param command for example {@code get}; {@code client}, with all its subcommands; {@code client kill}, from Redis
     *     7 on
     * @return the number of calls
     */
    public long calls(String command) {
        return group == null
                ? CommandStats.calls(String.valueOf(command("INFO", "commandstats")), command)
                : group.calls(command);
    }

    /** Resets all counts of {@link #calls} to zero. */
    public void resetStats() {
        command("CONFIG", "RESETSTAT");
    }

    /** {@return how many connections the server has, not counting this object's own} */
    public int clientCount() {
        return clients().size();
    }

    /** {@return the server's connections except this object's own, each as a line of {@code CLIENT LIST}} */
    public List<String> clients() {
        if (group != null) {
            return group.clients();
        }
        return control.call(connection -> {
            String own = "id=" + connection.call("CLIENT", "ID") + " ";
            return String.valueOf(connection.call("CLIENT", "LIST"))
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith(own))
                    .toList();
        });
    }

    /** Ends the process and removes its directory; a second call does nothing. */
    @Override
    public void close() {
        control.close();
        lifecycle.close();
    }

    /** {@return the program and the port, for test names and messages} */
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
