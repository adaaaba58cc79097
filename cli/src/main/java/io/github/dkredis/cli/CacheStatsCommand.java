package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;

@Command(
        name = "stats",
        description = {
            "Print what each cache holds on this server: a line with a JSON object for Python's object cache and for"
                    + " each named cache.",
            "The keys are scanned in pages, and Redis serves other clients in between. Exit code 1 if the server has no"
                    + " caches."
        })
final class CacheStatsCommand extends ListCommand {

    /** Matches all keys of caches. Other keys that it matches are {@link CacheKeyScan.Kind#FOREIGN}. */
    private static final String KEYS = "*cache[-:]*";

    /** Fields that change as time passes; a watch does not report them. */
    private static final Set<String> SILENT = Set.of("leftMillisMin", "leftMillisMax");

    CacheStatsCommand(Console console) {
        super(console);
    }

    @Override
    List<Row> look(DkRedis redis) {
        CacheKeyScan scan = new CacheKeyScan(plain().prefix());
        KeyScan.run(plain(), KEYS, console(), this::showsProgress, keys -> count(keys, scan));
        return scan.caches().stream()
                .map(cache -> Row.of(cache, Set.of("kind", "name"), SILENT))
                .toList();
    }

    /** Sends the questions about all keys of a page before it waits for a reply. */
    private void count(List<byte[]> keys, CacheKeyScan scan) {
        Replies replies = new Replies(plain());
        for (byte[] key : keys) {
            String name = plain().name(key);
            switch (CacheKeyScan.kind(name)) {
                case ENTRY -> {
                    List<Long> left = new ArrayList<>();
                    replies.add(replies.commands().pttl(key), millis -> left.add(millis == null ? -2L : millis));
                    replies.add(
                            replies.commands().memoryUsage(key),
                            bytes -> scan.entry(name, left.get(0), bytes == null ? 0 : bytes));
                }
                case FILL, GENERATION ->
                    // A key of another type at a cache's place is not the cache's, and must not hide the others.
                    replies.add(
                            replies.commands().get(key),
                            content -> scan.other(
                                    name, content == null ? "" : new String(content, StandardCharsets.UTF_8)));
                case FOREIGN -> {
                    // does not count
                }
            }
        }
        replies.await();
    }

    @Override
    String nothing() {
        return "no caches on this server";
    }
}
