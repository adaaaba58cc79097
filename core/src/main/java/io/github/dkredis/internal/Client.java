package io.github.dkredis.internal;

import io.github.dkredis.DkRedisEvent;
import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.internal.Connector.Connected;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.util.Timeout;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code DkRedis} owns: the link, the bound on requests, the executor for stages, the time limits. Features make
 * their calls here.
 */
public final class Client implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static final Command<String> PING = Command.of("ping", Verb.PING, Repeat.HARMLESS, Reply.STATUS);

    private final Settings settings;
    private final ClientResources resources;
    private final boolean ownsResources;
    private final Executor executor;
    private final @Nullable ThreadPoolExecutor ownExecutor;
    private final Connector connector;
    private final Link link;
    private final Gate gate;
    private final long timeoutNanos;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Client(Settings settings) {
        this.settings = settings;
        this.timeoutNanos = settings.timeout().toNanos();
        this.ownsResources = settings.resources() == null;
        this.resources = ownResources(settings.resources());
        this.ownExecutor = settings.executor() == null ? newExecutor() : null;
        this.executor = ownExecutor != null ? ownExecutor : java.util.Objects.requireNonNull(settings.executor());
        this.gate = new Gate(settings.maxInFlight());
        this.connector = new Connector(settings, resources);
        this.link = new Link(connector, resources.timer(), timeoutNanos, this::tell);
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
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private Connected firstConnection() {
        try {
            // Lettuce keeps the limit for each step of connecting; twice of it is for an address that swallows
            // everything
            return connector.connect().get(2 * settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw ConnectFailures.exception(connector.address(), e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw ConnectFailures.exception(connector.address(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException("connect to " + connector.address() + ": interrupted");
        }
    }

    private static ClientResources ownResources(@Nullable ClientResources given) {
        ClientResources.Builder builder = given == null
                ? ClientResources.builder()
                        .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                        .ioThreadPoolSize(2)
                        .computationThreadPoolSize(2)
                : given.mutate();
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
        return new Call<>(this, command, key, 1, args, Function.identity());
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
        return new Call<>(this, command, about, keys, args, Function.identity());
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
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException(call.label() + ": interrupted before it was sent");
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
        Request<R> request = new Request<>(call, link, System.nanoTime() + timeoutNanos);
        stage.carries(request);
        Timeout limit = resources.timer().newTimeout(expired -> request.expire(), timeoutNanos, TimeUnit.NANOSECONDS);
        request.whenComplete((reply, failure) -> {
            limit.cancel();
            execute(() -> {
                try {
                    complete(stage, reply, failure, meaning);
                } finally {
                    gate.leave();
                }
            });
        });
        link.send(request);
    }

    private static <R extends @Nullable Object, T extends @Nullable Object> void complete(
            Call.Stage<T> stage, R reply, @Nullable Throwable failure, Function<? super R, ? extends T> meaning) {
        T value;
        try {
            if (failure != null) {
                throw Request.exception(failure);
            }
            value = meaning.apply(reply);
        } catch (RuntimeException | Error e) {
            stage.completeExceptionally(e);
            return;
        }
        stage.complete(value);
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run(); // the executor was shut down; a stage must not stay open for ever
        }
    }

    private void tell(DkRedisEvent event) {
        LOG.log(System.Logger.Level.DEBUG, () -> String.valueOf(event));
        execute(() -> {
            try {
                settings.listener().on(event);
            } catch (RuntimeException e) {
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
        } catch (InterruptedException e) {
            interrupted = true;
        }
        link.close();
        try {
            connector
                    .closeAsync(settings.closeTimeout().toMillis())
                    .get(settings.closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the connection to " + connector.address(), e);
        }
        if (ownsResources) {
            resources
                    .shutdown(0, settings.closeTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(settings.closeTimeout().toMillis());
        }
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "Client[" + connector.address() + ", " + gate.inFlight() + " in flight]";
    }
}
