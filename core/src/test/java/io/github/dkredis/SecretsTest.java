package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dkredis.testkit.FaultProxy;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * No password and no value is in any log record of this library, in any of Lettuce or Netty down to DEBUG (on TRACE,
 * Lettuce writes the bytes of every command), in any event, exception or {@code toString}.
 */
@RedisTest(servers = RedisTest.Servers.FIRST)
class SecretsTest {

    private static final List<String> SECRETS = List.of("hunter2-password", "s3cret-value", "wr0ng-password");

    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            said.add(new SimpleFormatter().formatMessage(entry));
            note(entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private final Logger root = Logger.getLogger("");
    private Level levelBefore = Level.INFO;

    @BeforeEach
    void record() {
        levelBefore = root.getLevel();
        root.addHandler(recorder);
        recorder.setLevel(Level.ALL);
        root.setLevel(Level.FINE);
    }

    @AfterEach
    void restore() {
        root.setLevel(levelBefore);
        root.removeHandler(recorder);
    }

    private void note(@Nullable Throwable thrown) {
        if (thrown != null) {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text, true));
            said.add(text.toString());
        }
    }

    @Test
    void connectingWorkingAndFailing_sayNoSecret(RedisServer server, FaultProxy proxy) {
        server.command("CONFIG", "SET", "requirepass", "hunter2-password");
        DkRedisBuilder builder = DkRedis.builder()
                .timeout(Duration.ofMillis(500))
                .listener(event -> said.add(event.toString()))
                .sentinelPassword("hunter2-password");
        DkRedisBuilder right = builder.uri("redis://:hunter2-password@127.0.0.1:" + proxy.port());
        said.add(right.toString());
        try (DkRedis redis = right.connect()) {
            redis.values().set("k", "s3cret-value");
            redis.mutex("m").run(() -> {});
            said.add(redis.toString());
            note(catchThrowable(() -> redis.hashes().get("k")));
            note(catchThrowable(() -> redis.atomics().setMax("k", 1)));
            proxy.onNext("SET").dropReply();
            note(catchThrowable(() -> redis.values().set("k", "s3cret-value")));
            server.command("CONFIG", "SET", "maxmemory", "1");
            note(catchThrowable(() -> redis.values().set("k", "s3cret-value")));
            proxy.refuse();
            proxy.cut();
            note(catchThrowable(() -> redis.values().set("k", "s3cret-value")));
            proxy.accept();
        }
        for (String uri : List.of(
                "redis://:wr0ng-password@127.0.0.1:" + server.port(),
                "redis://nobody:wr0ng-password@127.0.0.1:" + server.port(),
                "rediss://:wr0ng-password@127.0.0.1:" + server.port(),
                "redis-sentinel://:wr0ng-password@127.0.0.1:" + server.port() + "#main",
                "redis://:wr0ng-password@[broken",
                "redis-sentinel://:wr0ng-password@127.0.0.1",
                "wr0ng-password")) {
            note(catchThrowable(
                    () -> builder.uri(uri).connectTimeout(Duration.ofSeconds(2)).connect()));
        }

        assertThat(said).anyMatch(line -> line.contains("io.lettuce") || line.contains("connect"));
        for (String secret : SECRETS) {
            assertThat(said).noneMatch(line -> line.contains(secret));
        }
    }
}
