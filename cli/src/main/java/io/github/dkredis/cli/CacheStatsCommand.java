package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
        name = "stats",
        description = {
            "Print what each cache holds on this server: a line with a JSON object for Python's object cache and for"
                    + " each named cache.",
            "The keys are scanned in pages, and Redis serves other clients in between. Exit code 1 if the server has no"
                    + " caches."
        })
final class CacheStatsCommand extends RedisCommand {

    private static final int PAGE = 500;

    /** Matches all keys of caches. Other keys that it matches are {@link CacheKeyScan.Kind#FOREIGN}. */
    private static final String KEYS = "*cache[-:]*";

    CacheStatsCommand(Console console) {
        super(console);
    }

    @Override
    void check() {}

    @Override
    ExitCode run(DkRedis redis) {
        CacheKeyScan scan = new CacheKeyScan(redis.keyPrefix().length());
        StatefulRedisConnection<byte[], byte[]> connection = redis.unwrap();
        ScanArgs pattern =
                ScanArgs.Builder.limit(PAGE).match((redis.keyPrefix() + KEYS).getBytes(StandardCharsets.UTF_8));
        try (Progress progress = new Progress(
                console(), console().isErrTerminal(), () -> connection.sync().dbsize(), PAGE)) {
            KeyScanCursor<byte[]> page = connection.sync().scan(pattern);
            while (true) {
                count(connection, redis.keyPrefix().length(), page.getKeys(), scan);
                if (page.isFinished()) {
                    break;
                }
                progress.page();
                page = connection.sync().scan(page, pattern);
            }
        }
        List<Map<String, @Nullable Object>> caches = scan.caches();
        Records records = records();
        caches.forEach(records::add);
        records.flush();
        return caches.isEmpty() ? no("no caches on this server") : ExitCode.DONE;
    }

    /** Sends the questions about all keys of a page before it waits for a reply. */
    private static void count(
            StatefulRedisConnection<byte[], byte[]> connection,
            int prefixLength,
            List<byte[]> keys,
            CacheKeyScan scan) {
        RedisAsyncCommands<byte[], byte[]> commands = connection.async();
        List<Runnable> counts = new ArrayList<>();
        List<Future<?>> replies = new ArrayList<>();
        for (byte[] key : keys) {
            String name = new String(key, StandardCharsets.UTF_8).substring(prefixLength);
            switch (CacheKeyScan.kind(name)) {
                case ENTRY -> {
                    RedisFuture<Long> left = commands.pttl(key);
                    RedisFuture<Long> bytes = commands.memoryUsage(key);
                    replies.add(left);
                    replies.add(bytes);
                    counts.add(() -> scan.entry(name, value(left, -2L), value(bytes, 0L)));
                }
                case FILL, GENERATION -> {
                    CompletableFuture<byte @Nullable []> content = textOrNone(commands.get(key));
                    replies.add(content);
                    counts.add(() -> scan.other(name, text(value(content, new byte[0]))));
                }
                case FOREIGN -> {
                    // does not count
                }
            }
        }
        if (!LettuceFutures.awaitAll(connection.getTimeout(), replies.toArray(Future[]::new))) {
            throw new RedisCommandTimeoutException("Redis did not answer within " + connection.getTimeout());
        }
        counts.forEach(Runnable::run);
    }

    /** A key of another type at a cache's place is not the cache's, and must not hide the caches of the server. */
    private static CompletableFuture<byte @Nullable []> textOrNone(CompletionStage<byte @Nullable []> reply) {
        return reply.toCompletableFuture().exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof RedisCommandExecutionException error
                    && String.valueOf(error.getMessage()).startsWith("WRONGTYPE")) {
                return null;
            }
            throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
        });
    }

    private static <T> T value(CompletionStage<@Nullable T> reply, T ifNone) {
        T value = reply.toCompletableFuture().join();
        return value == null ? ifNone : value;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
