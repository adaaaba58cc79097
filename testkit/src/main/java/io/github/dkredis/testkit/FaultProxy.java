package io.github.dkredis.testkit;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Stands between a client and a server, on a free port of 127.0.0.1, and does what networks do: delays, stalls, cuts, loses.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.inFrontOf(server)) {
 *     Fault lost = proxy.onNext("SET").dropReply();
 *     client.connect(proxy.uri()).set("k", "v"); // fails, and yet the server has run it
 *     assertEquals(1, server.calls("set"));
 * }
 * }</pre>
 *
 * <p>It reads RESP2 and RESP3 in both directions, push messages included, without holding values: one of 64 MB passes in
 * bounded memory. What is not RESP, such as TLS, passes as it is: it can be cut, delayed and stalled, but no command is
 * recognised in it. Safe for use by several threads; each method returns when it is in effect. One daemon thread.
 */
public final class FaultProxy implements AutoCloseable {

    private final ProxyRules rules = new ProxyRules();
    private final ProxyLoop loop;
    private final URI target;

    private FaultProxy(URI target) {
        this.target = target;
        this.loop = new ProxyLoop(rules, new InetSocketAddress(target.getHost(), target.getPort()));
    }

    /**
     * Starts a proxy.
     *
     * @param server where its connections lead
     * @return the proxy, which passes everything
     */
    public static FaultProxy inFrontOf(RedisServer server) {
        return new FaultProxy(server.uri());
    }

    /**
     * Starts a proxy.
     *
     * @param target where its connections lead; with host and port
     * @return the proxy, which passes everything
     */
    public static FaultProxy inFrontOf(URI target) {
        return new FaultProxy(target);
    }

    /**
     * Where it listens.
     *
     * @return 127.0.0.1
     */
    public String host() {
        return "127.0.0.1";
    }

    /**
     * Its port.
     *
     * @return the port
     */
    public int port() {
        return loop.port();
    }

    /**
     * The server's address with the proxy's host and port.
     *
     * @return for a client
     */
    public URI uri() {
        String user = target.getRawUserInfo() == null ? "" : target.getRawUserInfo() + "@";
        return URI.create(target.getScheme() + "://" + user + host() + ":" + port());
    }

    /** Cuts all connections now. */
    public void cut() {
        loop.forEachLink(ProxiedConnection::close);
    }

    /** Cuts all connections now, so that both sides see a reset (RST) rather than an end. */
    public void reset() {
        loop.forEachLink(ProxiedConnection::reset);
    }

    /** Refuses new connections from now on: nobody listens on the port. Open ones stay. */
    public void refuse() {
        loop.refuse();
    }

    /** Takes new connections again. */
    public void accept() {
        loop.accept();
    }

    /**
     * Makes everything in one direction that much later, from what comes in now on.
     *
     * @param direction which way
     * @param delay zero for none
     */
    public void delay(Direction direction, Duration delay) {
        rules.delay(direction, delay);
    }

    /**
     * Lets nothing through in one direction, on present and future connections, until {@link #resume}. Nothing is lost.
     *
     * @param direction which way
     */
    public void stall(Direction direction) {
        loop.call(() -> rules.stall(direction));
    }

    /**
     * Lets through what {@link #stall} has held back, and all that follows.
     *
     * @param direction which way
     */
    public void resume(Direction direction) {
        loop.call(() -> rules.resume(direction));
    }

    /** Loses whatever the server sends from now on, on all present connections; they stay open, half of each dead. */
    public void swallowReplies() {
        loop.forEachLink(connection -> connection.flow(Direction.REPLIES).goSilent());
    }

    /**
     * Cuts each present connection once it has carried that many more bytes.
     *
     * @param direction which way the bytes are counted
     * @param bytes how many go through
     */
    public void cutAfter(Direction direction, long bytes) {
        loop.forEachLink(connection -> connection.flow(direction).cutAfter(bytes));
    }

    /**
     * The next request with that command.
     *
     * @param command its name, in any case
     * @return what is to happen to it
     */
    public Trigger onNext(String command) {
        return onNext(named(command));
    }

    /**
     * The next request that matches.
     *
     * @param wanted asked on the proxy's thread
     * @return what is to happen to it
     */
    public Trigger onNext(Predicate<Request> wanted) {
        return new Trigger(this, wanted, true);
    }

    /**
     * Each request with that command, until {@link Fault#cancel}.
     *
     * @param command its name, in any case
     * @return what is to happen to it
     */
    public Trigger onEach(String command) {
        return onEach(named(command));
    }

    /**
     * Each request that matches, until {@link Fault#cancel}.
     *
     * @param wanted asked on the proxy's thread
     * @return what is to happen to it
     */
    public Trigger onEach(Predicate<Request> wanted) {
        return new Trigger(this, wanted, false);
    }

    /**
     * How many connections have been taken so far.
     *
     * @return all, the ended ones too
     */
    public long connectionsAccepted() {
        return loop.accepted();
    }

    /**
     * How many connections are open now.
     *
     * @return zero if none
     */
    public int connectionsOpen() {
        return loop.open();
    }

    /**
     * How many requests with that command have come in so far, whatever happened to them.
     *
     * @param command its name, in any case
     * @return zero if none
     */
    public long requests(String command) {
        return rules.requests(command);
    }

    /** Cuts all connections, and ends the thread; a second call does nothing. */
    @Override
    public void close() {
        loop.close();
    }

    Fault add(Fault fault) {
        rules.add(fault);
        return fault;
    }

    void wake() {
        loop.wake();
    }

    private static Predicate<Request> named(String command) {
        String name = command.toUpperCase(Locale.ROOT);
        return request -> request.command().equals(name);
    }
}
