package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.codec.Codec;
import io.github.dkredis.support.ChildJvm;
import io.github.dkredis.testkit.Await;
import io.github.dkredis.testkit.RedisServer;
import io.github.dkredis.testkit.RedisTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bounded memory, shown in a small JVM. */
@RedisTest(servers = RedisTest.Servers.FIRST)
class SmallMemoryTest {

    private static final int HASHES = 40_000;

    private static final String MAKE = """
            local large = string.rep('x', 4096)
            for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
              redis.call('hset', 'h:' .. i, 'f', large)
            end
            """;

    /** Planted: a list kept the entries of all pages; the child ran out of memory. */
    @Test
    void fieldStream_muchLargerThanTheHeap_isWalkedToItsEnd(RedisServer server, @TempDir Path folder) throws Exception {
        for (int from = 0; from < HASHES; from += 5_000) {
            server.command("EVAL", MAKE, "0", Integer.toString(from), Integer.toString(from + 4_999));
        }

        List<String> said = ChildJvm.run(
                folder, List.of("-Xmx40m"), Walk.class, server.uri().toString());

        assertThat(said).containsExactly(Long.toString(HASHES * 4096L));
    }

    /** Runs in the child: reads 160 MB in total. */
    static final class Walk {
        public static void main(String[] args) {
            try (DkRedis redis = builder(args[0]).connect();
                    Stream<Map.Entry<String, String>> stream = redis.hashes().fieldStream("h:*", "f")) {
                System.out.println("result "
                        + stream.mapToLong(entry -> entry.getValue().length()).sum());
            }
        }
    }

    /**
     * Caught: a value that did not fit into memory closed the connection, and the requests of all callers failed with
     * it.
     */
    @Test
    void value_doesNotFitIntoMemory_failsAlone(RedisServer server, @TempDir Path folder) throws Exception {
        List<String> said = ChildJvm.run(
                folder,
                List.of("-Xmx300m", "-XX:MaxDirectMemorySize=40m"),
                TooLarge.class,
                server.uri().toString());

        assertThat(said).containsExactly("out of memory", "small value kept", "connections 1");
        assertThat(server.command("EXISTS", "large")).isEqualTo(0L);
    }

    /** Runs in the child: writes a value that is larger than the buffers may be, then a small one. */
    static final class TooLarge {
        public static void main(String[] args) {
            AtomicInteger connections = new AtomicInteger();
            DkRedisListener counting = event -> {
                if (event instanceof DkRedisEvent.Connected) {
                    connections.incrementAndGet();
                }
            };
            try (DkRedis redis = builder(args[0]).listener(counting).connect()) {
                try {
                    redis.values(Codec.bytes()).set("large", new byte[64 << 20]);
                } catch (OutOfMemoryError e) {
                    System.out.println("result out of memory");
                }
                redis.values().set("small", "v");
                redis.values().get("small").ifPresent(v -> System.out.println("result small value kept"));
                Await.until(() -> connections.get() > 0, Duration.ofMinutes(1)); // another thread tells the listener
                System.out.println("result connections " + connections.get());
            }
        }
    }

    private static DkRedisBuilder builder(String uri) {
        return DkRedis.builder().uri(uri).connectTimeout(Duration.ofMinutes(1)).timeout(Duration.ofMinutes(1));
    }
}
