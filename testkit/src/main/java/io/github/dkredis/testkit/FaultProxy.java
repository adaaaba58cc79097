package io.github.dkredis.testkit;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A TCP proxy between a client and a server, on a free port of 127.0.0.1, that injects the faults of real networks: it
 * delays, stalls, cuts and loses what passes.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.inFrontOf(server)) {
 *     Fault lost = proxy.onNext("SET").dropReply();
 *     client.connect(proxy.uri()).set("k", "v"); // fails, although the server has run it
 *     assertEquals(1, server.calls("set"));
 * }
 * }</pre>
 *
 * <p>The proxy reads RESP2 and RESP3 in both directions, including push messages, without holding values: a value of 64
 * MB passes in bounded memory. Bytes that are not RESP, such as TLS, pass unchanged; they can be cut, delayed and
 * stalled, but no command is recognised in them.
 *
 * <p>Thread-safe. A method returns when its effect is in place. Each proxy has one daemon thread.
 */
public final class FaultProxy implements AutoCloseable {

    private final ProxyRules rules = new ProxyRules();
    private final ProxyLoop loop;
    private final URI target;

    private FaultProxy(URI target) {
        this.target = target;
        this.loop = new ProxyLoop(rules, new InetSocketAddress(target.getHost(), target.getPort()));
    }

    /** {@return a new proxy in front of a server, which passes everything on} */
    public static FaultProxy inFrontOf(RedisServer server) {
        return new FaultProxy(server.uri());
    }

    /**
     * Starts a proxy.
     *
     * @param target the address to forward to; must contain a host and a port
     * @return a proxy that passes everything on
     */
    public static FaultProxy inFrontOf(URI target) {
        return new FaultProxy(target);
    }

    /** {@return 127.0.0.1, where the proxy listens} */
    public String host() {
        return "127.0.0.1";
    }

    /** {@return the port that the proxy listens on} */
    public int port() {
        return loop.port();
    }

    /** {@return the server's address with the proxy's host and port instead of the server's} */
    public URI uri() {
        String user = target.getRawUserInfo() == null ? "" : target.getRawUserInfo() + "@";
        return URI.create(target.getScheme() + "://" + user + host() + ":" + port());
    }

    /** Cuts all open connections. */
    public void cut() {
        loop.forEachConnection(ProxiedConnection::close);
    }

    /** Cuts all open connections in such a way that both sides see a reset (RST) rather than an end of stream. */
    public void reset() {
        loop.forEachConnection(ProxiedConnection::reset);
    }

    /** Refuses new connections from now on by closing the listening port. Open connections stay. */
    public void refuse() {
        loop.refuse();
    }

    /** Accepts new connections again. */
    public void accept() {
        loop.accept();
    }

    /**
     * Delays everything in one direction that arrives from now on.
     *
     * @param direction the direction to delay
     * @param delay how much later each byte is passed on; zero ends the delay
     */
    public void delay(Direction direction, Duration delay) {
        rules.delay(direction, delay);
    }

    /**
     * Holds back everything in one direction, on present and future connections, until {@link #resume}. Loses nothing.
     */
    public void stall(Direction direction) {
        loop.call(() -> rules.stall(direction));
    }

    /** Lets through what {@link #stall} has held back, and everything that follows. */
    public void resume(Direction direction) {
        loop.call(() -> rules.resume(direction));
    }

    /** Discards whatever the server sends from now on over the open connections, which stay open. */
    public void swallowReplies() {
        loop.forEachConnection(connection -> connection.flow(Direction.REPLIES).discardRest());
    }

    /**
     * Holds back what clients send from now on over the open connections, as a network does that has lost a route; new
     * connections work. When the fault is released, the server receives everything, even if the client has given up the
     * connection since.
     *
     * @return ends with {@link Fault#release}
     */
    public Fault holdRequests() {
        Fault fault = new Fault(
                request -> false, Fault.Occurrence.EACH, FaultEffect.of(FaultEffect.Kind.HOLD_REPLY), loop::wake);
        loop.forEachConnection(connection -> connection.flow(Direction.REQUESTS).holdUntilReleased(fault));
        return fault;
    }

    /**
     * Cuts each open connection once that many more bytes have passed through it.
     *
     * @param direction the direction in which bytes are counted
     * @param bytes how many bytes get through
     */
    public void cutAfter(Direction direction, long bytes) {
        loop.forEachConnection(connection -> connection.flow(direction).cutAfter(bytes));
    }

    /**
     * Selects the next request with a command.
     *
     * @param command the command's name, in any case
     * @return the choice of what happens to that request
     */
    public Trigger onNext(String command) {
        return onNext(named(command));
    }

    /**
     * Selects the next request that matches.
     *
     * @param condition evaluated on the proxy's thread; an exception from it closes the request's connection
     * @return the choice of what happens to that request
     */
    public Trigger onNext(Predicate<Request> condition) {
        return new Trigger(effect -> arm(condition, Fault.Occurrence.NEXT, effect));
    }

    /**
     * Selects every request with a command, until {@link Fault#cancel}.
     *
     * @param command the command's name, in any case
     * @return the choice of what happens to those requests
     */
    public Trigger onEach(String command) {
        return onEach(named(command));
    }

    /**
     * Selects every request that matches, until {@link Fault#cancel}.
     *
     * @param condition evaluated on the proxy's thread; an exception from it closes the request's connection
     * @return the choice of what happens to those requests
     */
    public Trigger onEach(Predicate<Request> condition) {
        return new Trigger(effect -> arm(condition, Fault.Occurrence.EACH, effect));
    }

    /** {@return how many connections the proxy has accepted so far, including closed ones} */
    public long connectionsAccepted() {
        return loop.accepted();
    }

    /** {@return how many connections are open now} */
    public int connectionsOpen() {
        return loop.open();
    }

    /**
     * Counts the requests with a command that have arrived so far, whatever happened to them afterwards.
     *
     * @param command the command's name, in any case
     * @return the number of requests
     */
    public long requests(String command) {
        return rules.requests(command);
    }

    /** Cuts all connections and ends the proxy's thread; a second call does nothing. */
    @Override
    public void close() {
        loop.close();
    }

    private Fault arm(Predicate<Request> condition, Fault.Occurrence occurrence, FaultEffect effect) {
        Fault fault = new Fault(condition, occurrence, effect, loop::wake);
        rules.add(fault);
        return fault;
    }

    private static Predicate<Request> named(String command) {
        String name = command.toUpperCase(Locale.ROOT);
        return request -> request.command().equals(name);
    }
}
