package io.github.dkredis.internal.connection;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.DkRedisMetrics.ClientState;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.Execution;
import io.github.dkredis.internal.Keys;
import io.github.dkredis.internal.Lazy;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.internal.TokenSource;
import io.github.dkredis.internal.command.Call;
import io.github.dkredis.internal.command.Command;
import io.github.dkredis.internal.command.CommandName;
import io.github.dkredis.internal.command.CommandSender;
import io.github.dkredis.internal.command.KeyGroups;
import io.github.dkredis.internal.command.PendingCommand;
import io.github.dkredis.internal.command.Primary;
import io.github.dkredis.internal.command.Reply;
import io.github.dkredis.internal.command.Request;
import io.github.dkredis.internal.command.RetryPolicy;
import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code DkRedis} owns: the connections, the bound on commands in flight, the executor for callbacks, the time
 * limits. Features make their calls here.
 */
public final class Client implements CommandSender, AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");
    private static final Command<String> PING =
            Command.of("ping", CommandName.PING, RetryPolicy.IDEMPOTENT, Reply.STATUS);

    private final ClientSettings settings;
    private final Environment environment;
    private final Timer timer;
    private final CallbackExecutor executor;
    private final Connector connector;
    private final Deployment deployment;
    private final Connections commands;
    private final BackgroundCommands background;
    private final InFlightLimiter inFlight;
    private final Measurements measurements;
    private final ClientState state = new State();
    private final long timeoutNanos;
    private final String id = newId();
    private final TokenSource tokens = new TokenSource(id);
    private final Lazy<PushConnection> push = new Lazy<>(() -> newPushConnection(ConnectionKind.PUSH));
    private final Lazy<PushConnection> tracked = new Lazy<>(() -> newPushConnection(ConnectionKind.TRACKED_READS));
    private final List<PushConnection> pushConnections = new CopyOnWriteArrayList<>();
    private final List<Runnable> reconnectActions = new CopyOnWriteArrayList<>();
    private final List<Runnable> closingActions = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Client(ClientSettings settings, Environment environment, Deployment deployment) {
        this.settings = settings;
        this.timeoutNanos = settings.timeout.toNanos();
        this.environment = environment;
        this.timer = environment.resources().timer();
        this.executor = environment.executor();
        this.connector = environment.connector();
        this.deployment = deployment;
        this.inFlight = new InFlightLimiter(settings.maxInFlight);
        this.measurements = new Measurements(settings.metrics);
        this.background = new BackgroundCommands(timer, timeoutNanos, measurements);
        this.commands = deployment.commands(event -> {
            publish(event);
            if (event instanceof DkRedisEvent.Connected) {
                connected();
            }
        });
    }

    /** Twenty digits that no other client has. */
    private static String newId() {
        return String.format("%020d", new BigInteger(64, new SecureRandom()));
    }

    /**
     * Connects.
     *
     * @return a client with a connection that has answered, or without one if the settings allow that
     * @throws RedisUnavailableException if no connection can be made; nothing is left behind
     */
    public static Client connect(ClientSettings settings) {
        Environment environment = new Environment(settings);
        try {
            Deployment deployment = environment.connect();
            Client client = new Client(settings, environment, deployment);
            deployment.open();
            environment.connector().watchFailovers(client::primaryMoved);
            client.measurements.tell(to -> to.opened(client.state));
            return client;
        } catch (RuntimeException | Error e) {
            environment.close();
            throw e;
        }
    }

    private PushConnection newPushConnection(ConnectionKind kind) {
        PushConnection fresh = new PushConnection(
                kind,
                background,
                (listener, onEvent, onChange) -> deployment.push(
                        kind,
                        id,
                        listener,
                        event -> {
                            publish(event);
                            onEvent.accept(event);
                            if (event instanceof DkRedisEvent.Connected connected) {
                                primaryFound(connected.address());
                            }
                        },
                        onChange));
        pushConnections.add(fresh);
        fresh.open();
        return fresh;
    }

    /** The other connections follow this one to another server. */
    private void connected() {
        reconnectActions.forEach(Runnable::run);
        ServerConnection current = commands.current();
        if (current != null) {
            pushConnections.forEach(connection -> connection.follow(current));
        }
    }

    /**
     * Another connection has found the primary at an address. The old primary may answer this one again, and believe
     * for a while that it is still the primary.
     */
    private void primaryFound(String address) {
        ServerConnection current = commands.current();
        if (current != null && !current.address().equals(address)) {
            commands.primaryMoved(address);
        }
    }

    private void primaryMoved(String address) {
        commands.primaryMoved(address);
        pushConnections.forEach(connection -> connection.primaryMoved(address));
    }

    // ---- what features use

    /** A call of a plain command, or of a script with one key. */
    public <R extends @Nullable Object> Call<R, R> call(Command<R> command, String key, byte[]... args) {
        return Call.of(this, command, key, 1, args);
    }

    /**
     * A call of a script.
     *
     * @param subject what the operation is about, for messages
     * @param keys how many of the arguments are keys; they come first
     */
    public <R extends @Nullable Object> Call<R, R> call(Command<R> command, String subject, int keys, byte[]... args) {
        return Call.of(this, command, subject, keys, args);
    }

    /**
     * A call without keys that goes to one of the {@link #primaries}. On one server the primary has no meaning.
     *
     * @param subject what the operation is about, for messages
     */
    public <R extends @Nullable Object> Call<R, R> callAt(
            Primary primary, Command<R> command, String subject, byte[]... args) {
        return Call.at(primary, this, command, subject, args);
    }

    /** How the keys of an operation have to be split: not at all on one server, by hash slot in a cluster. */
    @Override
    public KeyGroups keyGroups() {
        return settings.splitsBySlot ? KeyGroups.CLUSTER : deployment.keyGroups();
    }

    /**
     * The primaries as they are known now, for work that concerns all keys: a scan visits each of them. On one server
     * this is exactly one.
     */
    public List<Primary> primaries() {
        return deployment.primaries();
    }

    @Override
    public Keys keys() {
        return deployment.keys();
    }

    /** This client's number: twenty digits. */
    public String id() {
        return id;
    }

    /** The name that Redis shows for this client. */
    public String name() {
        return settings.clientName;
    }

    /** The tokens of this client. */
    public TokenSource tokens() {
        return tokens;
    }

    @Override
    public Executor executor() {
        return executor;
    }

    /** The connection on which Redis pushes messages, opened at the first call; perhaps not connected yet. */
    public PushConnection push() {
        return push.get();
    }

    /**
     * The connection for reads that the server tracks, opened at the first call; perhaps not connected yet. It has no
     * subscription: the server would close a subscribed connection when large replies fill its output buffer.
     */
    public PushConnection trackedReads() {
        return tracked.get();
    }

    /** Whether there is a connection for commands now, as far as this client knows. */
    public boolean isConnected() {
        return commands.current() != null;
    }

    /** Registers an action that runs on the event loop after every reconnect; it must be short and must not block. */
    public void onReconnect(Runnable action) {
        reconnectActions.add(action);
    }

    /** {@return what stands for the server that has a key now: equal for keys of one server} */
    public Object serverOf(byte[] key) {
        return deployment.serverOf(key);
    }

    /** {@return the primary that has a key, for commands without keys} */
    public Primary primaryOf(byte[] key) {
        return deployment.keyGroups().primaryOf(key);
    }

    /**
     * The clock of the server that has a key, read when the current connection was made; empty without a connection, or
     * if TIME is denied.
     */
    public Optional<ServerTime> serverTime(byte[] key) {
        ServerConnection current = deployment.connection(commands, key);
        return current == null
                ? Optional.empty()
                : Optional.ofNullable(current.facts().time());
    }

    /**
     * Registers an action that runs when this client closes: no caller's command is under way any more, and the
     * connection is still open. Background commands that it sends are waited for.
     */
    public void onClosing(Runnable action) {
        closingActions.add(action);
    }

    /** A {@code PING}. */
    public Operation<String> ping() {
        return call(PING, connector.address());
    }

    /**
     * The plain connection, for commands this library does not have.
     *
     * @throws RedisUnavailableException if the client is reconnecting at the moment
     */
    public StatefulRedisConnection<byte[], byte[]> connection() {
        ServerConnection current = commands.current();
        if (current == null) {
            throw new RedisUnavailableException(
                    RedisUnavailableException.Reason.UNREACHABLE,
                    connector.address() + ": there is no connection at the moment; the client is reconnecting",
                    null);
        }
        return current.lettuce();
    }

    /**
     * Checks before work that is sent in the background that this client is open.
     *
     * @throws io.github.dkredis.internal.ClientClosedException if it is closed
     */
    public void checkOpen() {
        inFlight.checkOpen();
    }

    /** The bound on commands in flight. */
    public int maxInFlight() {
        return settings.maxInFlight;
    }

    // ---- sending

    @Override
    public long timeoutNanos() {
        return timeoutNanos;
    }

    @Override
    public void checkTimeLeft(Request<?> request, long deadlineNanos) {
        if (deadlineNanos - System.nanoTime() <= 0) {
            throw PendingCommand.exception(commands.timedOut(request));
        }
    }

    @Override
    public <R extends @Nullable Object> R sendAndWait(Request<R> request, long deadlineNanos) {
        return measurements.isOn() ? measured(request, deadlineNanos) : unmeasured(request, deadlineNanos);
    }

    private <R extends @Nullable Object> R measured(Request<R> request, long deadlineNanos) {
        long beginNanos = System.nanoTime();
        Throwable outcome = null;
        try {
            return unmeasured(request, deadlineNanos);
        } catch (RuntimeException | Error e) {
            outcome = e;
            throw e;
        } finally {
            measurements.commandEnded(request, beginNanos, outcome);
        }
    }

    private <R extends @Nullable Object> R unmeasured(Request<R> request, long deadlineNanos) {
        acquirePermit(request, deadlineNanos);
        try {
            PendingCommand<R> command = new PendingCommand<>(request, commands, deadlineNanos);
            commands.send(command);
            return command.await();
        } finally {
            inFlight.release();
        }
    }

    @Override
    public <R extends @Nullable Object> void send(
            Request<R> request,
            Execution execution,
            BiConsumer<? super R, ? super @Nullable RuntimeException> completion) {
        long deadlineNanos = execution.deadlineNanos(timeoutNanos);
        boolean blocking = execution.mayBlock();
        if (blocking) {
            acquirePermit(request, deadlineNanos);
        } else {
            inFlight.acquireAtOnce(request);
        }
        PendingCommand<R> command = limited(request, deadlineNanos);
        measurements.measure(command);
        if (blocking) { // the caller's thread may be busy for long before it comes to this reply
            command.whenComplete((reply, failure) -> inFlight.release());
        }
        command.whenComplete((reply, failure) -> execution.proceed(executor, () -> {
            if (!blocking) { // before the step: it may need a permit too, or close this client
                inFlight.release();
            }
            completion.accept(reply, failure == null ? null : PendingCommand.exception(failure));
        }));
        commands.send(command);
        execution.waitsFor(new Execution.Wait() {
            @Override
            public String label() {
                return request.label();
            }

            @Override
            public void abandon() {
                command.abandon();
            }
        });
    }

    private void acquirePermit(Request<?> request, long deadlineNanos) {
        try {
            inFlight.acquire(deadlineNanos, request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException(request.label() + ": interrupted before it was sent");
        }
    }

    /** Returns a command that the timer ends at the deadline. If the timer has been stopped, its permit is released. */
    private <R extends @Nullable Object> PendingCommand<R> limited(Request<R> request, long deadlineNanos) {
        try {
            PendingCommand<R> command = new PendingCommand<>(request, commands, deadlineNanos);
            long left = Math.max(0, deadlineNanos - System.nanoTime());
            Timeout limit = timer.newTimeout(expired -> command.expire(), left, TimeUnit.NANOSECONDS);
            command.whenComplete((reply, failure) -> limit.cancel());
            return command;
        } catch (RuntimeException | Error e) {
            inFlight.release();
            throw e;
        }
    }

    /** Sends a command that no caller waits for; it passes by the bound on commands in flight. */
    public void sendInBackground(Call<?, ?> call) {
        sendInBackground(call, (reply, failure, repeated) -> {});
    }

    /**
     * Sends a command that no caller waits for; it passes by the bound on commands in flight.
     *
     * @param <R> the reply
     * @param handler is told of the reply on the event loop, within the time limit
     */
    public <R extends @Nullable Object> void sendInBackground(Call<R, ?> call, ReplyHandler<? super R> handler) {
        background.send(commands, call.request(), handler);
    }

    /**
     * Sends a command that no caller waits for, as {@link #sendInBackground(Call, ReplyHandler)} does.
     *
     * @param deadlineNanos the moment of {@link System#nanoTime} at which the handler is told at the latest
     */
    public <R extends @Nullable Object> void sendInBackground(
            Call<R, ?> call, long deadlineNanos, ReplyHandler<? super R> handler) {
        background.send(commands, call.request(), deadlineNanos, handler);
    }

    /**
     * Runs a short task later, on the thread of the timer, to about a tenth of a second. Starting and cancelling it
     * wakes no thread. Does nothing once the timer has ended: then this client is closed, and all its commands have
     * failed.
     *
     * @return cancels it
     */
    public Runnable startTimer(long nanos, Runnable task) {
        try {
            Timeout timeout = timer.newTimeout(expired -> task.run(), nanos, TimeUnit.NANOSECONDS);
            return timeout::cancel;
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "the timer has ended, so nothing is to be timed any more", e);
            return () -> {};
        }
    }

    // ---- measurements, events and the end

    /** Where features tell what they measure. */
    public Measurements measurements() {
        return measurements;
    }

    private final class State implements ClientState {

        @Override
        public boolean isConnected() {
            return Client.this.isConnected();
        }

        @Override
        public int inFlight() {
            return inFlight.inFlight();
        }

        @Override
        public int waiting() {
            return inFlight.waiting();
        }
    }

    private void publish(DkRedisEvent event) {
        LOG.log(System.Logger.Level.DEBUG, () -> String.valueOf(event));
        executor.execute(() -> {
            try {
                settings.listener.on(event);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "a DkRedisListener failed", e);
            }
            measurements.tell(to -> to.event(event));
        });
    }

    /** Refuses new work, waits for what is under way within the bound, and leaves no thread and no connection. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        boolean interrupted = false;
        try {
            inFlight.closeAndDrain(settings.closeTimeout.toNanos());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        closingActions.forEach(Runnable::run);
        try {
            background.awaitAll(settings.closeTimeout.toNanos());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        deployment.close();
        interrupted |= environment.close(closeConnections());
        measurements.tell(to -> to.closed(state));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<?> closeConnections() {
        return CompletableFuture.allOf(commands.close(), close(push), close(tracked));
    }

    private static CompletableFuture<?> close(Lazy<PushConnection> connection) {
        PushConnection opened = connection.close();
        return opened == null ? CompletableFuture.completedFuture(null) : opened.close();
    }

    @Override
    public String toString() {
        ServerConnection current = commands.current();
        String at = current == null || current.address().equals(connector.address()) ? "" : " at " + current.address();
        return "[" + connector.address() + at + ", " + inFlight.inFlight() + " in flight]";
    }
}
