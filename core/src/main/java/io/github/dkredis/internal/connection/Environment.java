package io.github.dkredis.internal.connection;

import io.github.dkredis.OperationInterruptedException;
import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.Libraries;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a client's connections are made with: event loops, timer, executor and the connector. */
final class Environment {

    private static final System.Logger LOG = System.getLogger("io.github.dkredis");

    private final ClientSettings settings;
    private final ClientResources resources;
    private final CallbackExecutor executor;
    private final Connector connector;

    Environment(ClientSettings settings) {
        RedisURI uri = settings.uri.get(); // first, since it can be refused
        this.settings = settings;
        ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
        this.resources = NettyResources.of(settings.resources, channels);
        this.executor = new CallbackExecutor(settings.executor);
        this.connector = new Connector(settings, uri, resources, channels);
    }

    ClientResources resources() {
        return resources;
    }

    CallbackExecutor executor() {
        return executor;
    }

    Connector connector() {
        return connector;
    }

    /**
     * Makes the first connection, and finds out how the servers are arranged.
     *
     * @return what was found; if no server can be reached and the client may start without one, a deployment that is
     *     looked for later
     * @throws RedisUnavailableException if no connection can be made, or the servers cannot be used
     */
    Deployment connect() {
        CompletableFuture<LateDeployment.Found> attempt = find();
        try {
            return attempt.get().deployment(); // the connector keeps the time limit
        } catch (ExecutionException e) {
            LinkageError misfit = Libraries.linkageError(e);
            if (misfit != null) {
                throw misfit;
            }
            RedisUnavailableException failure =
                    ConnectFailures.exception(connector.address(), e.getCause() == null ? e : e.getCause());
            if (!settings.startsWithoutServer || !mayPass(failure.reason())) {
                throw failure;
            }
            return new LateDeployment(this::find, connector.address(), settings.keys, resources.timer(), failure);
        } catch (InterruptedException e) {
            attempt.cancel(false);
            Thread.currentThread().interrupt();
            throw new OperationInterruptedException("connect to " + connector.address() + ": interrupted");
        }
    }

    /**
     * Whether a failure may end by itself. A server that refuses this client does so until an operator changes
     * something.
     */
    private static boolean mayPass(Reason reason) {
        return switch (reason) {
            case UNREACHABLE, TIMEOUT, BUSY, READ_ONLY -> true;
            default -> false;
        };
    }

    /** Makes one attempt to find the deployment; if it fails or is cancelled, it leaves nothing open. */
    private CompletableFuture<LateDeployment.Found> find() {
        CompletableFuture<LateDeployment.Found> found = new CompletableFuture<>();
        CompletableFuture<ServerConnection> attempt = FirstConnection.connect(connector, settings);
        attempt.whenComplete((first, failure) -> {
            if (first == null) {
                found.completeExceptionally(failure);
                return;
            }
            attempt.thenCompose(this::deployment).whenComplete((deployment, refusal) -> {
                if (deployment == null) {
                    first.close();
                    found.completeExceptionally(refusal);
                } else if (!found.complete(new LateDeployment.Found(deployment, first))) {
                    deployment.close();
                    first.close();
                }
            });
        });
        found.whenComplete((done, failure) -> {
            if (found.isCancelled()) {
                attempt.cancel(false);
            }
        });
        return found;
    }

    private CompletableFuture<Deployment> deployment(ServerConnection first) {
        return first.facts().isOfCluster()
                ? ClusterDeployment.load(connector, settings, first, resources.timer())
                        .orTimeout(settings.connectTimeout.toMillis(), TimeUnit.MILLISECONDS)
                : CompletableFuture.completedFuture(
                        new OneServer(connector, first, settings.keys, resources.timer(), settings.timeout.toNanos()));
    }

    /** Closes everything, after a failure to connect. */
    void close() {
        if (close(CompletableFuture.completedFuture(null))) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Closes everything, within the time limit for closing.
     *
     * @param connections completes when the client's connections are closed
     * @return whether this thread was interrupted meanwhile
     */
    boolean close(CompletableFuture<?> connections) {
        boolean interrupted = false;
        long limit = settings.closeTimeout.toMillis();
        try {
            // one after the other: Lettuce warns if both close a connection
            connections.thenCompose(done -> connector.closeAsync(limit)).get(limit, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the connection to " + connector.address(), e);
        }
        resources.shutdown(0, limit, TimeUnit.MILLISECONDS).awaitUninterruptibly(limit); // shared resources stay
        executor.close();
        return interrupted;
    }
}
