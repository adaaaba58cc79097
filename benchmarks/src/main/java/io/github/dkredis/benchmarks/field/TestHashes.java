package io.github.dkredis.benchmarks.field;

import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** The keys of the suite: hashes of three fields under {@code user:N}, and a tenth as many other hashes. */
final class TestHashes {
    static final String PATTERN = "user:*";
    static final String FIELD = "name";

    /** The pattern of a warm-up, which matches a ninth of the keys. */
    static final String SMALL_PATTERN = "user:7*";

    private static final int PIPELINE = 5000;

    private TestHashes() {}

    static void fill(int port, int keys) {
        try (Jedis server = new Jedis("127.0.0.1", port)) {
            Pipeline pipeline = server.pipelined();
            for (int i = 0; i < keys; i++) {
                pipeline.hset(key(i), Map.of(FIELD, name(i), "mail", "u" + i + "@example.org", "age", "" + i % 90));
                if (i % 10 == 0) {
                    pipeline.hset("other:" + i, Map.of(FIELD, "nobody"));
                }
                if (i % PIPELINE == 0) {
                    pipeline.sync();
                }
            }
            pipeline.sync();
        }
    }

    /** {@return the digest of the right answer to a pattern} */
    static Digest expected(String pattern, int keys) {
        String prefix = pattern.substring(0, pattern.length() - 1);
        Digest digest = Digest.NONE;
        for (int i = 0; i < keys; i++) {
            if (key(i).startsWith(prefix)) {
                digest = digest.with(key(i), name(i));
            }
        }
        return digest;
    }

    private static String key(int i) {
        return "user:" + i;
    }

    private static String name(int i) {
        return "name-" + i;
    }
}
