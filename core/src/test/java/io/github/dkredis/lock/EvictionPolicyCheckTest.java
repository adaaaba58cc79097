package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.DkRedis;
import io.github.dkredis.support.Actor;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RedisTest
class EvictionPolicyCheckTest {

    private static final Logger LOG = Logger.getLogger("io.github.dkredis.lock");

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            warnings.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void stopListening(RedisServer server) {
        LOG.removeHandler(handler);
        server.command("CONFIG", "SET", "maxmemory", "0");
        server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    }

    /** Uses locks; when this returns, everything that the client had to log is logged. */
    private static void useLocks(RedisServer server) throws InterruptedException {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (DkRedis redis = DkRedis.builder()
                .uri(server.uri().toString())
                .executor(executor)
                .connect()) {
            redis.mutex("a").run(() -> {});
            redis.mutex("b").run(() -> {});
        } // closing waits for the replies to everything that was sent
        executor.shutdown();
        assertThat(executor.awaitTermination(Actor.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    private static void configure(RedisServer server, long bytes, String policy) {
        server.command("CONFIG", "SET", "maxmemory", Long.toString(bytes));
        server.command("CONFIG", "SET", "maxmemory-policy", policy);
    }

    /** Planted once: a warning for each lock, and no warning for a policy that evicts keys with a TTL. */
    @Test
    void mutex_serverMayEvict_warnsOnce(RedisServer server) throws Exception {
        for (String policy : List.of("allkeys-lru", "volatile-lru")) {
            warnings.clear();
            configure(server, 100_000_000, policy);
            useLocks(server);
            assertThat(warnings).singleElement().asString().contains(policy);
        }
    }

    @Test
    void mutex_serverDoesNotEvict_isSilent(RedisServer server) throws Exception {
        configure(server, 100_000_000, "noeviction");
        useLocks(server);
        configure(server, 0, "allkeys-lru");
        useLocks(server);
        assertThat(warnings).isEmpty();
    }

    @Test
    void mutex_infoIsForbidden_isSilentAndWorks(RedisServer server) throws Exception {
        server.command("ACL", "SETUSER", "default", "-info");
        try {
            useLocks(server);
            assertThat(warnings).isEmpty();
        } finally {
            server.command("ACL", "SETUSER", "default", "+info");
        }
    }
}
