package io.github.dkredis.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dkredis.DkRedis;
import io.github.dkredis.DkRedisException;
import io.github.dkredis.support.Actor;
import io.github.dkredis.support.CapturedLog;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.Leftover;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Locks, semaphores and fetch locks of users who lack a right. On every server: how a refusal inside a script is worded
 * depends on the server's version, and so does the default for channels.
 */
@RedisTest(leftovers = {Leftover.THREADS, Leftover.CONNECTIONS})
class LockRightsTest {

    private static final String MUTEX_QUEUE = "dkredis:mutex-queue:{dkredis:mutex:a}";
    private static final String QUEUE = "dkredis:semaphore-queue:{dkredis:semaphore:api}";
    private static final String WAITING = "dkredis:semaphore-waiting:{dkredis:semaphore:api}";

    private DkRedis other;

    @BeforeEach
    void connect(RedisServer server) {
        other = DkRedis.connect(server.uri().toString());
        Mutex warm = other.mutex("warm");
        warm.acquire().release();
        Await.until(() -> warm.locks().mutexes().isPushOpen(), Actor.LIMIT);
    }

    @AfterEach
    void close(RedisServer server) {
        other.close();
        server.command("ACL", "DELUSER", "app");
    }

    /** Makes a user without any right to channels, the default since Redis 7; answers the address for it. */
    private static String withoutChannels(RedisServer server) {
        server.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "resetchannels", "+@all");
        return addressForUser(server);
    }

    private static String withoutDeletion(RedisServer server) {
        server.command("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-del");
        return addressForUser(server);
    }

    private static String addressForUser(RedisServer server) {
        return "redis://app:secret@" + server.host() + ":" + server.port();
    }

    private static void awaitLength(RedisServer server, String queue, long length) {
        Await.until(() -> server.command("LLEN", queue).equals(length), Actor.LIMIT);
    }

    private static void awaitWarning(CapturedLog log, String part) {
        Await.until(
                () -> log.messages(Level.WARNING).stream().anyMatch(text -> text.contains(part)),
                Actor.LIMIT,
                () -> String.valueOf(log.messages(Level.WARNING)));
    }

    // ---- without channels

    /** A former defect: a user without channels got nothing while others did, and its release threw. */
    @Test
    void mutex_userWithoutChannels_locksByPollingAndIsToldOnceWhy(RedisServer server) throws Exception {
        String uri = withoutChannels(server);
        try (CapturedLog log = CapturedLog.below("io.github.dkredis");
                DkRedis deaf = DkRedis.connect(uri)) {
            Mutex near = other.mutex("a");
            for (int i = 0; i < 2; i++) {
                Lease held = near.acquire();
                Actor<Lease> waiting = WaitingActors.waiting(deaf.mutex("a"));
                awaitLength(server, MUTEX_QUEUE, 1);
                held.close();
                Lease lease = waiting.get();
                Actor<Lease> behind = WaitingActors.waiting(near);
                awaitLength(server, MUTEX_QUEUE, 1);

                WaitingActors.release(lease);

                WaitingActors.release(behind.get());
                awaitWarning(log, "may not publish");
                awaitWarning(log, "&dkredis:inbox:*");
            }
            assertThat(log.messages(Level.WARNING))
                    .filteredOn(text -> text.contains("may not publish"))
                    .hasSize(1);
        }
    }

    /** Planted once: a publish that fails the script. The release failed, and the permit was taken by no caller. */
    @Test
    void semaphore_usersWithoutChannels_worksAndWarnsOnce(RedisServer server) throws Exception {
        String uri = withoutChannels(server);
        try (CapturedLog log = CapturedLog.below("io.github.dkredis.lock");
                DkRedis plain = DkRedis.connect(uri);
                DkRedis plainToo = DkRedis.connect(uri)) {
            for (int i = 0; i < 3; i++) {
                Permit held = plain.semaphore("api", 1).acquire();
                Actor<Permit> waiting =
                        Actor.start(() -> plainToo.semaphore("api", 1).acquire());
                awaitLength(server, QUEUE, 1);
                assertThat(held.release()).isTrue();
                waiting.get().close();
            }
            // a client with the right waits for one without
            Permit held = plain.semaphore("api", 1).acquire();
            Actor<Permit> waiting = Actor.start(() -> other.semaphore("api", 1).acquire());
            Await.until(() -> "push".equals(mode(server)), Actor.LIMIT);
            assertThat(held.release()).isTrue();
            waiting.get().close();
            awaitWarning(log, "may not publish");
        }
    }

    /** {@return the mode of the only caller in the queue} */
    private static String mode(RedisServer server) {
        List<?> all = (List<?>) server.command("HVALS", WAITING);
        return all == null || all.isEmpty() ? "" : String.valueOf(all.get(0)).split(" ")[1];
    }

    @Test
    void fetchLock_userWithoutChannels_endsTheFetch(RedisServer server) {
        String uri = withoutChannels(server);
        try (DkRedis plain = DkRedis.connect(uri)) {
            FetchLock fetcher = plain.fetchLock("weather", Duration.ofMinutes(10));
            FetchLock waiting = other.fetchLock("weather", Duration.ofMinutes(10));
            assertThat(waiting.awaitFetch(Duration.ZERO)).isFalse(); // registers for the message
            fetcher.close(); // whose script is sent again, if the server does not know it yet
            Await.until(() -> waiting.awaitFetch(Duration.ZERO), Actor.LIMIT);
        }
    }

    // ---- without the right to delete

    /** A former defect: without the right to delete, the lock stayed taken for its lease, and nothing was logged. */
    @Test
    void close_userMayNotDelete_isLogged(RedisServer server) {
        String uri = withoutDeletion(server);
        try (CapturedLog log = CapturedLog.below("io.github.dkredis");
                DkRedis keeper = DkRedis.connect(uri)) {
            keeper.mutex("kept").acquire().close();
            awaitWarning(log, "lock \"kept\" could not be released");
        }
    }

    /** A former defect: the release was reported as done. */
    @Test
    void release_userMayNotDelete_throws(RedisServer server) {
        String uri = withoutDeletion(server);
        try (DkRedis keeper = DkRedis.connect(uri)) {
            Lease lease = keeper.mutex("kept").acquire();

            assertThatThrownBy(lease::release)
                    .isInstanceOf(DkRedisException.class)
                    .hasMessageContaining("kept");

            assertThat(server.command("EXISTS", "dkredis:mutex:kept")).isEqualTo(1L);
        }
    }
}
