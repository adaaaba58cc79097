package io.github.dkredis.support;

import io.github.dkredis.DkRedis;
import io.github.dkredis.testkit.RedisServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Connects once before the first test of a JVM, without haste. The first connection loads hundreds of classes of the
 * libraries, for which the default time limits are too short on a busy machine: whatever class came first in its JVM
 * failed then.
 */
public final class FirstConnection implements LauncherSessionListener {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final AtomicBoolean MADE = new AtomicBoolean();

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (!MADE.compareAndSet(false, true)) {
            return; // Surefire opens a session for each class
        }
        try (RedisServer server = RedisServer.start();
                DkRedis redis = DkRedis.builder()
                        .uri(server.uri().toString())
                        .connectTimeout(PATIENCE)
                        .timeout(PATIENCE)
                        .connect()) {
            redis.values().set("k", "v");
            redis.mutex("m").run(() -> {});
        }
    }
}
