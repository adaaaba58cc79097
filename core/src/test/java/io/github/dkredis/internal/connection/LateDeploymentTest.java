package io.github.dkredis.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dkredis.RedisUnavailableException;
import io.github.dkredis.RedisUnavailableException.Reason;
import io.github.dkredis.internal.Operation;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Fault;
import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisTest;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Moments of the first connection of a client that began without one, which no caller can choose. */
@RedisTest(
        servers = RedisTest.Servers.FIRST,
        leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class LateDeploymentTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static ClientSettings refusedAt(FaultProxy proxy) {
        proxy.refuse();
        ClientSettings settings =
                new ClientSettings(() -> RedisURI.create(proxy.uri().toString()));
        settings.startsWithoutServer = true;
        settings.connectTimeout = SOON;
        return settings;
    }

    /** Planted once: what was found is always used, and never discarded. The connection stayed open. */
    @Test
    void close_afterTheConnectionIsReadyAndBeforeItIsUsed_closesIt(FaultProxy proxy) {
        Environment environment = new Environment(refusedAt(proxy));
        try {
            LateDeployment late = (LateDeployment) environment.connect();
            Connections commands = late.commands(event -> {});
            Fault greeting = proxy.onNext("PING").holdReply();
            proxy.accept();
            late.open();
            greeting.await(SOON);
            late.lock().lock();
            try {
                greeting.release();
                Await.until(late.lock()::hasQueuedThreads, SOON); // the attempt has succeeded
                late.close();
                commands.close();
                assertThat(proxy.connectionsOpen()).isEqualTo(1);
            } finally {
                late.lock().unlock();
            }
            Await.until(() -> proxy.connectionsOpen() == 0, SOON);
        } finally {
            environment.close();
        }
    }

    /**
     * Planted once: a request is refused only while there is no connection. It was sent, although the client did not
     * know yet, when it was made, whether the servers are a cluster.
     */
    @Test
    void request_madeBeforeTheFirstConnectionAndSentAfterIt_isRefused(FaultProxy proxy) {
        try (Client client = Client.connect(refusedAt(proxy))) {
            Operation<String> early = client.ping();
            proxy.accept();
            Await.until(client::isConnected, SOON);

            RedisUnavailableException refusal = catchThrowableOfType(RedisUnavailableException.class, early::await);

            assertThat(refusal).isNotNull().hasMessageContaining("was not connected when this operation began");
            assertThat(refusal.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(client.ping().await()).isEqualTo("PONG");
        }
    }
}
