package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description =
                "Tell what a key is: a lock, its queue, a limit, a cache entry, a fill lease, …; what it says, how"
                        + " long it will exist, and what happens if it is removed. Exit code 1 if there is no such key.")
final class ExplainCommand extends RedisCommand {

    @Parameters(paramLabel = "KEY", description = "the key")
    private String key = "";

    ExplainCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        checkKey(key);
    }

    @Override
    ExitCode run(DkRedis redis) {
        byte[] full = plain().key(key);
        KeyName name = KeyName.of(key, redis.keyPrefix());
        List<@Nullable Object> facts = new ArrayList<>();
        Replies replies = new Replies(plain());
        replies.add(replies.commands().type(full), facts::add);
        replies.add(replies.commands().pttl(full), facts::add);
        replies.add(replies.commands().memoryUsage(full), facts::add);
        replies.await();
        boolean exists = !"none".equals(facts.get(0));
        KeyKind kind = kind(redis, name, full);

        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("key", key);
        told.put("kind", kind.label());
        if (!name.detail().isEmpty()) {
            told.put(name.kind() == KeyKind.RATE_LIMIT ? "rate" : "cache", name.detail());
        }
        if (kind != KeyKind.OTHER) {
            told.put("of", name.subject());
        }
        told.put("exists", exists);
        told.put("type", exists ? facts.get(0) : null);
        told.put("leftMillis", facts.get(1) instanceof Long left && left >= 0 ? left : null);
        told.put("bytes", facts.get(2));
        told.put("meaning", kind.meaning());
        told.put("ifRemoved", kind.removal());
        Records records = records(Table.Layout.BLOCKS);
        records.add(told);
        records.flush();
        return exists ? ExitCode.DONE : no("no such key: \"" + key + "\"");
    }

    /** {@return the kind of a key, which for some names depends on what other keys or its own content say} */
    private KeyKind kind(DkRedis redis, KeyName name, byte[] full) {
        if (name.kind() == KeyKind.CACHE_ENTRY) {
            String current = CacheTarget.generation(redis, name.detail()).orElse("");
            return new String(full, StandardCharsets.UTF_8).contains(":" + current + ":")
                    ? KeyKind.CACHE_ENTRY
                    : KeyKind.CLEARED_ENTRY;
        }
        if (name.kind() != KeyKind.FILL_LEASE) {
            return name.kind();
        }
        List<KeyKind> kind = new ArrayList<>();
        Replies replies = new Replies(plain());
        replies.add(replies.commands().get(full), content -> kind.add(ofContent(content)));
        replies.await();
        return kind.get(0);
    }

    private static KeyKind ofContent(byte @Nullable [] content) {
        String text = content == null ? "" : new String(content, StandardCharsets.UTF_8);
        return text.startsWith("t:")
                ? KeyKind.TOMBSTONE
                : text.startsWith("b:") ? KeyKind.REFRESH_PAUSE : KeyKind.FILL_LEASE;
    }
}
