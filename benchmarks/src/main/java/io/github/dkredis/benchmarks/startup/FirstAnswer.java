package io.github.dkredis.benchmarks.startup;

import io.github.dkredis.DkRedis;
import io.github.dkredis.benchmarks.harness.ProcessCost;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.testkit.RespConnection;
import io.lettuce.core.RedisClient;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import redis.clients.jedis.Jedis;

/**
 * The program of a fresh JVM: reads one key with one library, and prints the value, how many classes the JVM has loaded
 * for that, and how many nanoseconds of the processors it has used, a line each. Each library is used in a class of its
 * own, so that the others are not loaded.
 */
public final class FirstAnswer {

    static final String KEY = "bench:startup";

    private FirstAnswer() {}

    /**
     * Runs the program.
     *
     * @param arguments the name of a {@link Library}, and the port of the server
     */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[1]);
        String value = switch (Library.valueOf(arguments[0])) {
            case NONE -> OfSocket.get(port);
            case LETTUCE -> OfLettuce.get(port);
            case JEDIS -> OfJedis.get(port);
            case REDISSON -> OfRedisson.get(port);
            case DKREDIS -> OfProduct.get(port);
        };
        System.out.println(value);
        System.out.println(ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
        System.out.println(ProcessCost.cpuNanos());
        Runtime.getRuntime().halt(0); // the client's threads go on
    }

    private static final class OfSocket {
        static String get(int port) {
            return String.valueOf(RespConnection.open("127.0.0.1", port).call("GET", KEY));
        }
    }

    private static final class OfLettuce {
        static String get(int port) {
            return RedisClient.create("redis://127.0.0.1:" + port)
                    .connect()
                    .sync()
                    .get(KEY);
        }
    }

    private static final class OfJedis {
        static String get(int port) {
            return new Jedis("127.0.0.1", port).get(KEY);
        }
    }

    private static final class OfRedisson {
        static String get(int port) {
            Config config = new Config();
            config.useSingleServer().setAddress("redis://127.0.0.1:" + port);
            RedissonClient client = Redisson.create(config);
            return client.<String>getBucket(KEY, StringCodec.INSTANCE).get();
        }
    }

    private static final class OfProduct {
        static String get(int port) {
            return DkRedis.builder()
                    .uri("redis://127.0.0.1:" + port)
                    .connectTimeout(Duration.ofMinutes(1)) // a fresh JVM on a busy machine is slow
                    .connect()
                    .values(Codec.string())
                    .get(KEY, String.class)
                    .orElse("");
        }
    }
}
