package io.github.dkredis.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Attempts to connect that end before they are ready. */
@RedisTest(servers = RedisTest.Servers.FIRST, leftovers = Leftover.CONNECTIONS)
class ConnectorTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /**
     * An attempt is cancelled when the primary has moved, and by then it may have reached a replica: what was opened
     * for it must be closed, since no other object knows of it. Caught: an attempt that closes nothing once its future
     * is done.
     */
    @Test
    void connect_cancelledWhileAReplicaIsAskedForItsPrimary_leavesNoConnection(RedisServer server, FaultProxy proxy)
            throws Exception {
        server.command("REPLICAOF", "127.0.0.1", "1"); // nothing listens there
        ClientResources resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        ClientSettings settings =
                new ClientSettings(() -> RedisURI.create(proxy.uri().toString()));
        settings.connectTimeout = SOON;
        Connector connector = new Connector(
                settings, settings.uri.get(), resources, new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE));
        try {
            Fault held = proxy.onNext("ROLE").holdReply();
            CompletableFuture<ServerConnection> attempt = connector.connect(null);
            Await.until(() -> proxy.requests("ROLE") == 1, SOON);
            attempt.cancel(false);
            assertThat(proxy.connectionsOpen()).isEqualTo(1);

            held.release();

            Await.until(() -> proxy.connectionsOpen() == 0, SOON);
        } finally {
            server.command("REPLICAOF", "NO", "ONE");
            connector.closeAsync(1_000).get(SOON.toSeconds(), TimeUnit.SECONDS);
            resources.shutdown(0, 1, TimeUnit.SECONDS).get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
