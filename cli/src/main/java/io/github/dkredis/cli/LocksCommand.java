package io.github.dkredis.cli;

import io.github.dkredis.DkRedis;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
        name = "locks",
        description =
                "List held locks with their holders and waiters: a line with a JSON object for each mutex, fetch lock"
                        + " and cooldown. Exit code 1 if nothing is locked.")
final class LocksCommand extends RedisCommand {

    private static final String MUTEX = "dkredis:mutex:";
    private static final String FETCH = "dkredis:fetchlock:";
    private static final String COOLDOWN = "rl-lock.";

    /** The value of a lock of this library, which contains the twenty digits of its client. */
    private static final Pattern TOKEN = Pattern.compile("99999999999\\.(\\d{20})\\d{12}");

    private static final Pattern CLIENT = Pattern.compile("addr=(\\S+).* name=\\S+:(\\d{20})\\b");

    LocksCommand(Console console) {
        super(console);
    }

    @Override
    void check() {}

    @Override
    ExitCode run(DkRedis redis) {
        RedisCommands<byte[], byte[]> plain = redis.unwrap().sync();
        Map<String, String> clients = clients(plain);
        boolean any = false;
        for (String prefix : List.of(MUTEX, FETCH, COOLDOWN)) {
            ScanArgs pattern = ScanArgs.Builder.limit(500).match((prefix + "*").getBytes(StandardCharsets.US_ASCII));
            KeyScanCursor<byte[]> page = plain.scan(pattern);
            while (true) {
                for (byte[] key : page.getKeys()) {
                    any |= list(plain, prefix, key, clients);
                }
                if (page.isFinished()) {
                    break;
                }
                page = plain.scan(page, pattern);
            }
        }
        return any ? ExitCode.DONE : no("nothing is locked");
    }

    private boolean list(RedisCommands<byte[], byte[]> plain, String prefix, byte[] key, Map<String, String> clients) {
        String name = text(key).substring(prefix.length());
        if (!plain.type(key).equals("string")) {
            return false;
        }
        byte[] value = plain.get(key);
        long left = plain.pttl(key);
        if (value == null) {
            return false; // it has ended by now
        }
        Map<String, Object> lock = new LinkedHashMap<>();
        lock.put("kind", kind(prefix));
        lock.put("name", name);
        lock.put("holder", prefix.equals(COOLDOWN) ? null : holder(text(value), clients));
        if (prefix.equals(MUTEX)) {
            String tag = tag(name, text(key));
            Map<String, String> fence = hash(plain, "dkredis:mutex-fence:" + tag);
            lock.put("since", instant(fence.get("since")));
            lock.put("fence", number(fence.get("first")));
            List<byte[]> queue = plain.lrange(bytes("dkredis:mutex-queue:" + tag), 0, -1);
            lock.put("waiting", queue.size());
            lock.put(
                    "waiters",
                    queue.stream().map(token -> holder(text(token), clients)).toList());
        }
        lock.put("leftMillis", left < 0 ? null : left);
        print(lock);
        return true;
    }

    private static String kind(String prefix) {
        return switch (prefix) {
            case MUTEX -> "mutex";
            case FETCH -> "fetch lock";
            default -> "cooldown";
        };
    }

    private static String tag(String name, String main) {
        int open = name.indexOf('{');
        int close = name.indexOf('}');
        return open >= 0 && close > open ? name.substring(open, close + 1) + ":" + main : "{" + main + "}";
    }

    /** {@return the address of a client of this library, or "another program" for a token of anything else} */
    private static String holder(String value, Map<String, String> clients) {
        Matcher token = TOKEN.matcher(value);
        return token.matches() ? clients.getOrDefault(token.group(1), "client " + token.group(1)) : "another program";
    }

    private static Map<String, String> clients(RedisCommands<byte[], byte[]> plain) {
        Map<String, String> clients = new HashMap<>();
        for (String line : plain.clientList().lines().toList()) {
            Matcher client = CLIENT.matcher(line);
            if (client.find()) {
                clients.put(client.group(2), client.group(1));
            }
        }
        return clients;
    }

    private static Map<String, String> hash(RedisCommands<byte[], byte[]> plain, String key) {
        Map<String, String> fields = new HashMap<>();
        plain.hgetall(bytes(key)).forEach((field, value) -> fields.put(text(field), text(value)));
        return fields;
    }

    private static @Nullable String instant(@Nullable String micros) {
        Long number = number(micros);
        return number == null
                ? null
                : Instant.EPOCH.plus(number, ChronoUnit.MICROS).toString();
    }

    private static @Nullable Long number(@Nullable String digits) {
        return digits == null ? null : Long.valueOf(digits);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
