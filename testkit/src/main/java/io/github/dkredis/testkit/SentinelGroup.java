package io.github.dkredis.testkit;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A primary with two replicas, watched by three Sentinels: seven real processes on free ports of 127.0.0.1. Two
 * Sentinels have to agree that the primary is down, which takes them about a second.
 *
 * <pre>{@code
 * try (SentinelGroup group = RedisServer.sentinel().start()) {
 *     client.connect(group.uri());
 *     RedisServer promoted = group.killPrimary();
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class SentinelGroup implements AutoCloseable {

    private static final String NAME = "mymaster";

    /** A Sentinel that was stopped for two seconds distrusts the clock, and does nothing for 30 seconds. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final SentinelGroupBuilder options;
    private final List<RedisServer> dataServers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    SentinelGroup(SentinelGroupBuilder options) {
        this.options = options;
        try {
            RedisServer first = options.dataServer().start();
            dataServers.add(first);
            for (int i = 0; i < 2; i++) {
                dataServers.add(options.dataServer()
                        .config("replicaof", "127.0.0.1", Integer.toString(port(first)))
                        .start());
            }
            // Sentinels ask the primary for its replicas as soon as they start, and again only ten seconds later.
            Await.until(this::replicasAreInStep, LIMIT, () -> "the replicas do not reach the primary");
            for (int i = 0; i < 3; i++) {
                sentinels.add(options.sentinel(NAME, port(first)).start());
            }
            Await.until(this::isComplete, LIMIT, () -> "the Sentinels do not know the whole group");
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * {@return whether all servers run, the replicas are in step with the primary, and the Sentinels know all of them}
     * After a failover this takes some seconds, in which no further failover is possible.
     */
    public boolean isComplete() {
        try {
            return allAreReady();
        } catch (UncheckedIOException e) { // a server that changes its role cuts its connections
            return false;
        }
    }

    private boolean allAreReady() {
        boolean allRun = dataServers.stream().allMatch(RedisServer::isRunning)
                && sentinels.stream().allMatch(RedisServer::isRunning);
        return allRun
                && replicas().stream().allMatch(SentinelGroup::isInStep)
                && sentinels.stream()
                        .map(sentinel -> String.valueOf(sentinel.command("INFO", "sentinel")))
                        .allMatch(info -> info.contains("status=ok") && info.contains("slaves=2,sentinels=3"));
    }

    private boolean replicasAreInStep() {
        return dataServers.stream().skip(1).allMatch(SentinelGroup::isInStep);
    }

    private static boolean isInStep(RedisServer replica) {
        return String.valueOf(replica.command("INFO", "replication")).contains("master_link_status:up");
    }

    /** {@return the name under which the Sentinels know the primary} */
    public String primaryName() {
        return NAME;
    }

    /**
     * {@return the address for a client, as {@code redis-sentinel://[:password@]127.0.0.1:port,…#mymaster}, or
     * {@code rediss-sentinel://…} if the servers use TLS; the password is that of the primary}
     */
    public URI uri() {
        String user = options.password()
                .map(password -> ":"
                        + URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20") + "@")
                .orElse("");
        String hosts = sentinels.stream()
                .map(sentinel -> sentinel.host() + ":" + port(sentinel))
                .collect(Collectors.joining(","));
        String scheme = options.usesTls() ? "rediss-sentinel" : "redis-sentinel";
        return URI.create(scheme + "://" + user + hosts + "#" + NAME);
    }

    /** {@return the three Sentinels} */
    public List<RedisServer> sentinels() {
        return List.copyOf(sentinels);
    }

    /** {@return the primary and the replicas, running or not, in no order} */
    public List<RedisServer> dataServers() {
        return List.copyOf(dataServers);
    }

    /**
     * Returns the primary that the first running Sentinel names.
     *
     * @throws IllegalStateException if no Sentinel runs
     */
    public RedisServer primary() {
        return sentinels.stream()
                .filter(RedisServer::isRunning)
                .findFirst()
                .map(this::primaryOf)
                .orElseThrow(() -> new IllegalStateException("No Sentinel is running"));
    }

    /** {@return the data servers except the primary, running or not} */
    public List<RedisServer> replicas() {
        RedisServer primary = primary();
        return dataServers.stream().filter(server -> server != primary).toList();
    }

    /**
     * Makes a Sentinel promote a replica while the primary is running, and waits for it.
     *
     * @return the new primary
     * @throws AssertionError if no replica was promoted within 90 seconds
     */
    public RedisServer failover() {
        RedisServer before = primary();
        RedisServer sentinel = sentinels.stream()
                .filter(RedisServer::isRunning)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No Sentinel is running"));
        Await.until(
                () -> {
                    // again if it was given up: a Sentinel waits for three seconds for a replica to be promoted
                    if (isIdle(sentinel, before)) {
                        start(sentinel);
                    }
                    return haveLeft(before);
                },
                LIMIT,
                () -> "the Sentinels still name " + before);
        return primary();
    }

    /** Whether a Sentinel names a server as the primary, and is not replacing it. */
    private boolean isIdle(RedisServer sentinel, RedisServer primary) {
        String state = String.valueOf(sentinel.command("SENTINEL", "MASTER", NAME));
        return state.contains(" port, " + port(primary) + ",") && !state.contains("failover_in_progress");
    }

    /** After an earlier failover, a Sentinel takes some seconds to end it and to hear again from all replicas. */
    private static void start(RedisServer sentinel) {
        try {
            sentinel.command("SENTINEL", "FAILOVER", NAME);
        } catch (ErrorReplyException e) {
            if (!e.code().equals("NOGOODSLAVE") && !e.code().equals("INPROG")) {
                throw e;
            }
        }
    }

    /**
     * Kills the primary, and waits until the Sentinels have promoted a replica.
     *
     * @return the new primary
     * @throws AssertionError if no replica was promoted within 90 seconds
     */
    public RedisServer killPrimary() {
        RedisServer killed = primary();
        killed.kill();
        return awaitFailover(killed);
    }

    /**
     * Waits until all running Sentinels name another primary.
     *
     * @param from the primary before
     * @return the new primary
     * @throws AssertionError if they do not within 90 seconds
     */
    public RedisServer awaitFailover(RedisServer from) {
        Await.until(() -> haveLeft(from), LIMIT, () -> "the Sentinels still name " + from);
        return primary();
    }

    private boolean haveLeft(RedisServer from) {
        return sentinels.stream()
                .filter(RedisServer::isRunning)
                .allMatch(sentinel -> primaryOf(sentinel) != from && isPrimary(primaryOf(sentinel)));
    }

    private RedisServer primaryOf(RedisServer sentinel) {
        Object address = sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME);
        String port = address instanceof List<?> words && words.size() == 2 ? String.valueOf(words.get(1)) : "";
        return dataServers.stream()
                .filter(server -> Integer.toString(port(server)).equals(port))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(sentinel + " names " + address));
    }

    /** The port that other servers and clients use. */
    private int port(RedisServer server) {
        return options.usesTls() ? server.tlsUri().getPort() : server.port();
    }

    private static boolean isPrimary(RedisServer server) {
        try {
            return server.isRunning()
                    && String.valueOf(server.command("INFO", "replication")).contains("role:master");
        } catch (UncheckedIOException e) { // it is just being promoted
            return false;
        }
    }

    /** Makes the Sentinels wait for longer before they replace a primary that does not answer. */
    void tolerateSlowServers() {
        sentinels.forEach(sentinel -> sentinel.command("SENTINEL", "SET", NAME, "down-after-milliseconds", "60000"));
    }

    /** Ends all processes; a second call does nothing. */
    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        dataServers.forEach(RedisServer::close);
    }

    /** {@return the ports of the Sentinels, for messages} */
    @Override
    public String toString() {
        return "SentinelGroup" + sentinels.stream().map(RedisServer::port).toList();
    }
}
