package io.github.dkredis.lock;

import io.github.dkredis.internal.Client;
import io.github.dkredis.internal.Command;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Names;
import io.github.dkredis.internal.PushLink;
import io.github.dkredis.internal.Repeat;
import io.github.dkredis.internal.Reply;
import io.github.dkredis.internal.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The fetch locks of one client, and who waits for a fetch here. */
final class FetchLocks {

    private static final Command<Long> FETCH =
            Command.of("fetch lock", Script.load(FetchLocks.class, "fetch"), Repeat.HARMLESS, Reply.NUMBER);
    private static final Command<List<@Nullable Object>> LOOK =
            Command.of("await fetch", Script.load(FetchLocks.class, "fetch-wait"), Repeat.HARMLESS, Reply.LIST);
    private static final Command<Long> RELEASE =
            Command.of("fetch lock", Script.load(FetchLocks.class, "fetch-release"), Repeat.HARMLESS, Reply.NUMBER);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Client client;
    private final PushLink push;
    private final Tokens tokens;
    private final ConcurrentMap<String, Set<Watch>> watches = new ConcurrentHashMap<>();

    /** A fetch lock's keys; companions carry the hash tag of the main key. */
    record Keys(String name, String mainName, byte[] main, byte[] waiters) {

        static Keys of(String name) {
            String main = "dkredis:fetchlock:" + checked(name);
            return new Keys(name, main, Names.key(main), Names.key("dkredis:fetchlock-waiters:{" + main + "}"));
        }

        /** As Python's {@code isidentifier() and islower()}. */
        private static String checked(String name) {
            boolean identifier = !name.isEmpty()
                    && (name.charAt(0) == '_' || Character.isUnicodeIdentifierStart(name.codePointAt(0)))
                    && name.codePoints()
                            .allMatch(c -> Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
            boolean lower = name.codePoints().anyMatch(Character::isLowerCase)
                    && name.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
            if (!identifier || !lower || name.length() > 1_000) {
                throw new IllegalArgumentException(
                        "a fetch lock's name is a lower-case identifier such as weather_api, of at most 1,000 characters");
            }
            return name;
        }
    }

    /** A thread that waits for a fetch. */
    static final class Watch {
        private final Thread thread = Thread.currentThread();
        private final AtomicLong heard = new AtomicLong();

        long heard() {
            return heard.get();
        }

        private void hear() {
            heard.incrementAndGet();
            LockSupport.unpark(thread);
        }
    }

    /** What looking found: it is over, or when to look again at the latest. */
    record Look(boolean isOver, long pauseNanos) {}

    FetchLocks(Client client, Tokens tokens) {
        this.client = client;
        this.push = client.push();
        this.tokens = tokens;
        push.onMessage(this::read);
        push.onReconnect(() -> watches.values().forEach(all -> all.forEach(Watch::hear)));
    }

    FetchLock fetchLock(String name, Duration lease) {
        Keys keys = Keys.of(name);
        byte[] millis = Durations.ascii(Durations.millis("the lease", lease));
        String token = tokens.next();
        long got = client.call(FETCH, name, keys.main(), token.getBytes(StandardCharsets.US_ASCII), millis)
                .await();
        return new FetchLock(this, keys, token, got == 1);
    }

    void release(Keys keys, String token) {
        client.fire(client.call(
                RELEASE, keys.name(), 2, keys.main(), keys.waiters(), token.getBytes(StandardCharsets.US_ASCII)));
    }

    Watch watch(Keys keys) {
        Watch watch = new Watch();
        watches.compute(keys.mainName(), (name, known) -> {
            Set<Watch> all = known == null ? ConcurrentHashMap.newKeySet() : known;
            all.add(watch);
            return all;
        });
        return watch;
    }

    void unwatch(Keys keys, Watch watch) {
        watches.computeIfPresent(keys.mainName(), (name, all) -> {
            all.remove(watch);
            return all.isEmpty() ? null : all;
        });
    }

    Look look(Keys keys) {
        List<@Nullable Object> reply = client.call(
                        LOOK,
                        keys.name(),
                        2,
                        keys.main(),
                        keys.waiters(),
                        push.id().getBytes(StandardCharsets.US_ASCII))
                .await();
        if (number(reply, 0) == 1) {
            return new Look(true, 0);
        }
        long left = TimeUnit.MILLISECONDS.toNanos(Math.max(0, number(reply, 1)) + 5);
        boolean willBeTold = number(reply, 2) == 1 && push.isOpen();
        return new Look(false, Math.min(left, willBeTold ? LONGEST_LOOK_NANOS : LOOK_NANOS));
    }

    private void read(String message) {
        if (message.startsWith("fetched ")) {
            Set<Watch> all = watches.get(message.substring("fetched ".length()));
            if (all != null) {
                all.forEach(Watch::hear);
            }
        }
    }

    /** How many names somebody waits for here. */
    int size() {
        return watches.size();
    }

    private static long number(List<@Nullable Object> reply, int index) {
        return (Long) Objects.requireNonNull(reply.get(index));
    }
}
