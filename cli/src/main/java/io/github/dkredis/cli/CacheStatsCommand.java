package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
        name = "stats",
        description = {
            "What the caches hold on this server: a JSON object a line, for Python's object cache and each named one.",
            "The keys are walked in pages, so that others are served in between. Exit code 1 if there is no cache."
        })
final class CacheStatsCommand extends RedisCommand {

    private static final int PAGE = 500;

    /** Of all that a cache makes; what else it matches is left out here. */
    private static final String KEYS = "*cache[-:]*";

    CacheStatsCommand(Console console) {
        super(console);
    }

    @Override
    void check() {}

    @Override
    ExitCode run(DkRedis redis) {
        CacheCensus census = new CacheCensus();
        StatefulRedisConnection<byte[], byte[]> connection = redis.unwrap();
        ScanArgs pattern = ScanArgs.Builder.limit(PAGE).match(KEYS.getBytes(StandardCharsets.US_ASCII));
        KeyScanCursor<byte[]> page = connection.sync().scan(pattern);
        while (true) {
            count(connection, page.getKeys(), census);
            if (page.isFinished()) {
                break;
            }
            page = connection.sync().scan(page, pattern);
        }
        List<Map<String, @Nullable Object>> caches = census.caches();
        caches.forEach(this::print);
        return caches.isEmpty() ? no("there is no cache on this server") : ExitCode.DONE;
    }

    /** Asks for all that is to be known of a page at once. */
    private static void count(
            StatefulRedisConnection<byte[], byte[]> connection, List<byte[]> keys, CacheCensus census) {
        RedisAsyncCommands<byte[], byte[]> commands = connection.async();
        List<Runnable> counts = new ArrayList<>();
        List<RedisFuture<?>> replies = new ArrayList<>();
        for (byte[] key : keys) {
            String name = new String(key, StandardCharsets.UTF_8);
            switch (CacheCensus.kind(name)) {
                case ENTRY -> {
                    RedisFuture<Long> left = commands.pttl(key);
                    RedisFuture<Long> bytes = commands.memoryUsage(key);
                    replies.add(left);
                    replies.add(bytes);
                    counts.add(() -> census.entry(name, value(left, -2L), value(bytes, 0L)));
                }
                case FILL, GENERATION -> {
                    RedisFuture<byte[]> content = commands.get(key);
                    replies.add(content);
                    counts.add(() -> census.other(name, text(value(content, new byte[0]))));
                }
                case NONE -> {
                    // somebody else's
                }
            }
        }
        if (!LettuceFutures.awaitAll(connection.getTimeout(), replies.toArray(RedisFuture[]::new))) {
            throw new RedisCommandTimeoutException("Redis did not answer within " + connection.getTimeout());
        }
        counts.forEach(Runnable::run);
    }

    private static <T> T value(RedisFuture<T> reply, T ifNone) {
        T value = reply.toCompletableFuture().join();
        return value == null ? ifNone : value;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
