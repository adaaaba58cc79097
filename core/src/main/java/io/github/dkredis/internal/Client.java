package io.github.dkredis.internal;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.Connector.Connected;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.util.Timeout;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code DkRedis} owns: the link, the bound on requests, the executor for stages, the time limits. Features make
 * their calls here.
 */
public final class Client implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static final int MOST_ARGUMENTS = (1 << 20) - 4;
    private static final long MOST_BYTES = (1L << 30) - (1 << 20);

    private static final Command<String> PING = Command.of("ping", Verb.PING, Repeat.HARMLESS, Reply.STATUS);

    private final Settings settings;
    private final ClientResources resources;
    private final Executor executor;
    private final @Nullable ThreadPoolExecutor ownExecutor;
    private final Connector connector;
    private final Link link;
    private final Gate gate;
    private final long timeoutNanos;
    private final AtomicReference<@Nullable PushLink> push = new AtomicReference<>();
    private final List<Runnable> reconnects = new CopyOnWriteArrayList<>();
    private final Set<Request<?>> fired = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Client(Settings settings) {
        RedisURI uri = settings.uri().get(); // first, since it can be refused
        this.settings = settings;
        this.timeoutNanos = settings.timeout().toNanos();
        this.resources = ownResources(settings.resources());
        this.ownExecutor = settings.executor() == null ? newExecutor() : null;
        this.executor = ownExecutor != null ? ownExecutor : java.util.Objects.requireNonNull(settings.executor());
        this.gate = new Gate(settings.maxInFlight());
        this.connector = new Connector(settings, uri, resources);
        this.link = newLink(null, () -> reconnects.forEach(Runnable::run), () -> {});
    }

    /**
     * Connects.
     *
     * @param settings where to and how
     * @return a client with a connection that has answered
     * @throws io.github.dkredis.RedisUnavailableException if there is none; nothing is left behind
     */
    public static Client connect(Settings settings) {
        Client client = new Client(settings);
        try {
            client.link.open(client.firstConnection());
            return client;
        } catch (RuntimeException | Error e) {
            client.close();
            throw e;
        }
    }

    private Connected firstConnection() {
        CompletableFuture<Connected> attempt = connector.connect(null);
        try {
            return attempt.get(); // the connector keeps the time limit
        } catch (ExecutionException e) {
            LinkageError misfit = Libraries.linkageError(e);
            if (misfit != null) {
                throw misfit;
            }
            throw ConnectFailures.exception(connector.address(), e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            attempt.cancel(false);
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException("connect to " + connector.address() + ": interrupted");
        }
    }

    Link newLink(Connector.@Nullable Inbox inbox, Runnable onConnected, Runnable onLost) {
        String name = inbox == null ? "commands" : "push";
        return new Link(
                () -> connector.connect(inbox), name, connector.address(), resources.timer(), timeoutNanos, event -> {
                    tell(event);
                    if (event instanceof DkRedisEvent.Connected) {
                        onConnected.run();
                    } else if (event instanceof DkRedisEvent.ConnectionLost) {
                        onLost.run();
                    }
                });
    }

    private static ClientResources ownResources(@Nullable ClientResources given) {
        ClientResources.Builder builder = given == null
                ? ClientResources.builder()
                        .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                        .ioThreadPoolSize(2)
                        .computationThreadPoolSize(2)
                : shared(given);
        NettyCustomizer users = given == null ? new NettyCustomizer() {} : given.nettyCustomizer();
        return builder.nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterBootstrapInitialized(io.netty.bootstrap.Bootstrap bootstrap) {
                        users.afterBootstrapInitialized(bootstrap);
                    }

                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        users.afterChannelInitialized(channel);
                        channel.pipeline().addFirst(new CoalescingFlush());
                    }
                })
                .build();
    }

    /** Each part is named as one that belongs to the caller: what {@code mutate} takes over would be shut down with ours. */
    private static ClientResources.Builder shared(ClientResources given) {
        return given.mutate()
                .eventLoopGroupProvider(given.eventLoopGroupProvider())
                .eventExecutorGroup(given.eventExecutorGroup())
                .timer(given.timer())
                .commandLatencyRecorder(given.commandLatencyRecorder())
                .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled());
    }

    private static ThreadPoolExecutor newExecutor() {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        String prefix = "dkredis-" + NUMBERS.incrementAndGet() + "-async-";
        AtomicInteger number = new AtomicInteger();
        // bounded by the bound on requests in flight: a stage keeps its place until it is completed
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, prefix + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * A call of a plain command, or of a script with one key.
     *
     * @param <R> the reply
     * @param command the command
     * @param key the key, or what else the operation is about, for messages
     * @param args all arguments as they are sent
     * @return a call whose answer is the reply
     */
    public <R extends @Nullable Object> Call<R, R> call(Command<R> command, String key, byte[]... args) {
        return call(command, key, 1, args);
    }

    /**
     * A call of a script with any number of keys.
     *
     * @param <R> the reply
     * @param command the script
     * @param about what the operation is about, for messages
     * @param keys how many of the arguments are keys; they come first
     * @param args the keys, then ARGV
     * @return a call whose answer is the reply
     */
    public <R extends @Nullable Object> Call<R, R> call(Command<R> command, String about, int keys, byte[]... args) {
        checkSize(args);
        return new Call<>(this, command, about, keys, args, Function.identity());
    }

    /** Beyond these, Redis closes the connection. */
    private static void checkSize(byte[][] args) {
        if (args.length > MOST_ARGUMENTS) {
            throw new IllegalArgumentException(
                    "too much for one command: " + args.length + " arguments; Redis takes a million at once");
        }
        long bytes = 0;
        for (byte[] arg : args) {
            bytes += arg.length;
        }
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "too much for one command: " + bytes + " bytes; Redis takes 1 GiB at once");
        }
    }

    /**
     * Where user code runs that nobody waits for.
     *
     * @return the executor of stages
     */
    public Executor executor() {
        return executor;
    }

    /**
     * Whether Redis answers.
     *
     * @return a call of {@code PING}
     */
    public Pending<String> ping() {
        return call(PING, connector.address());
    }

    /**
     * The plain connection, for commands this library does not have.
     *
     * @return the current connection
     * @throws RedisUnavailableException if there is none
     */
    public StatefulRedisConnection<byte[], byte[]> connection() {
        StatefulRedisConnection<byte[], byte[]> current = link.connection();
        if (current == null) {
            throw new RedisUnavailableException(
                    RedisUnavailableException.Reason.UNREACHABLE,
                    connector.address() + ": there is no connection at the moment; it is being made again",
                    null);
        }
        return current;
    }

    /**
     * The time limit of an operation.
     *
     * @return in nanoseconds
     */
    public long timeoutNanos() {
        return timeoutNanos;
    }

    <R extends @Nullable Object> R sendAndWait(Call<R, ?> call) {
        long deadline = System.nanoTime() + timeoutNanos;
        try {
            gate.enter(deadline, call);
        } catch (InterruptedException e) {
            throw interrupted(call);
        }
        try {
            Request<R> request = new Request<>(call, link, deadline);
            link.send(request);
            return request.await();
        } finally {
            gate.leave();
        }
    }

    <R extends @Nullable Object, T extends @Nullable Object> void sendForStage(
            Call<R, T> call, Call.Stage<T> stage, Function<? super R, ? extends T> meaning) {
        try {
            gate.enterAtOnce(call);
        } catch (io.github.dkredis.RedisUnavailableException e) {
            stage.completeExceptionally(e);
            return;
        }
        Request<R> request = limited(call);
        stage.carries(request);
        request.whenComplete((reply, failure) -> execute(() -> complete(stage, reply, failure, meaning)));
        link.send(request);
    }

    /**
     * Sends a call of this library's own, past the bound on requests: who makes it bounds them itself.
     *
     * @param <R> the reply
     * @param call the call; its meaning is left aside
     * @return the request; it completes on the event loop, within the time limit
     */
    public <R extends @Nullable Object> Sent<R> fire(Call<R, ?> call) {
        return fire(call, link);
    }

    <R extends @Nullable Object> Sent<R> fire(Call<R, ?> call, Link over) {
        return fire(call, over, (reply, failure) -> {});
    }

    <R extends @Nullable Object> Sent<R> fire(
            Call<R, ?> call, Link over, BiConsumer<? super @Nullable R, ? super @Nullable RuntimeException> action) {
        Request<R> request = new Request<>(call, over, System.nanoTime() + timeoutNanos);
        try {
            Timeout limit =
                    resources.timer().newTimeout(expired -> request.expire(), timeoutNanos, TimeUnit.NANOSECONDS);
            fired.add(request);
            request.whenComplete((reply, failure) -> {
                limit.cancel();
                fired.remove(request);
            });
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "the timer has ended, so that the link is closed and refuses this", e);
        }
        Sent<R> sent = new Sent<>(request);
        sent.whenDone(action);
        over.send(request);
        return sent;
    }

    /**
     * Who looks after what it holds when the connection was made again.
     *
     * @param action called on the event loop; must be short and must not block
     */
    public void onReconnect(Runnable action) {
        reconnects.add(action);
    }

    /**
     * The link for what Redis pushes, opened at the first call.
     *
     * @return the link, perhaps not yet connected
     */
    public PushLink push() {
        PushLink current = push.get();
        if (current == null) {
            PushLink fresh = new PushLink(this, resources.timer());
            current = push.compareAndExchange(null, fresh);
            if (current == null) {
                fresh.open();
                return fresh;
            }
        }
        return current;
    }

    /** The place is left before the stage is completed: what hangs on the stage may need a place too, or close this. */
    private <R extends @Nullable Object, T extends @Nullable Object> void complete(
            Call.Stage<T> stage, R reply, @Nullable Throwable failure, Function<? super R, ? extends T> meaning) {
        T value;
        try {
            if (failure != null) {
                throw Request.exception(failure);
            }
            value = meaning.apply(reply);
        } catch (Throwable e) { // a codec's too, whatever it is: a stage must not stay open for ever
            gate.leave();
            stage.completeExceptionally(e);
            return;
        }
        gate.leave();
        stage.complete(value);
    }

    <R extends @Nullable Object> Request<R> start(Call<R, ?> call) {
        try {
            gate.enter(System.nanoTime() + timeoutNanos, call);
        } catch (InterruptedException e) {
            throw interrupted(call);
        }
        Request<R> request = limited(call);
        request.whenComplete((reply, failure) -> gate.leave());
        link.send(request);
        return request;
    }

    /** A request that the timer ends; its place is taken already, and left if there is no timer any more. */
    private <R extends @Nullable Object> Request<R> limited(Call<R, ?> call) {
        try {
            Request<R> request = new Request<>(call, link, System.nanoTime() + timeoutNanos);
            Timeout limit =
                    resources.timer().newTimeout(expired -> request.expire(), timeoutNanos, TimeUnit.NANOSECONDS);
            request.whenComplete((reply, failure) -> limit.cancel());
            return request;
        } catch (RuntimeException | Error e) {
            gate.leave();
            throw e;
        }
    }

    private static OperationInterruptedException interrupted(Call<?, ?> call) {
        Thread.currentThread().interrupt();
        return new OperationInterruptedException(call.label() + ": interrupted before it was sent");
    }

    /**
     * Runs user code that nobody waits for.
     *
     * @param task on the executor; on another thread if that was shut down
     */
    public void runLater(Runnable task) {
        execute(task);
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RuntimeException e) { // it was shut down, or is full; a stage must not stay open for ever
            ForkJoinPool.commonPool().execute(task);
        }
    }

    private void tell(DkRedisEvent event) {
        LOG.log(System.Logger.Level.DEBUG, () -> String.valueOf(event));
        execute(() -> {
            try {
                settings.listener().on(event);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "a DkRedisListener failed", e);
            }
        });
    }

    /** Stops new work, waits for what is under way within the bound, and leaves no thread and no connection. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        boolean interrupted = false;
        try {
            gate.closeAndDrain(settings.closeTimeout().toNanos());
            awaitFired();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        long limit = settings.closeTimeout().toMillis();
        try {
            // one after the other: closed by both at once, Lettuce warns
            closeLinks().thenCompose(done -> connector.closeAsync(limit)).get(limit, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the connection to " + connector.address(), e);
        }
        resources.shutdown(0, limit, TimeUnit.MILLISECONDS).awaitUninterruptibly(limit); // what is shared stays
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<?> closeLinks() {
        PushLink pushing = push.get();
        CompletableFuture<?> pushEnded = pushing == null ? CompletableFuture.completedFuture(null) : pushing.close();
        return CompletableFuture.allOf(link.close(), pushEnded);
    }

    /** What nobody waits for is to arrive all the same: releases above all. */
    private void awaitFired() throws InterruptedException {
        try {
            CompletableFuture.allOf(fired.toArray(CompletableFuture<?>[]::new))
                    .get(settings.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing " + connector.address() + " without all answers", e);
        }
    }

    @Override
    public String toString() {
        return "[" + connector.address() + ", " + gate.inFlight() + " in flight]";
    }
}
