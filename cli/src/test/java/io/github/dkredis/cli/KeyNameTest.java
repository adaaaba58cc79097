package io.github.dkredis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.internal.Keys;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads back the names that the library makes. */
class KeyNameTest {

    private static final String GENERATION = "1795379577920918790991136";

    /** Methods of {@link Keys} whose names are not those of keys, or stay as callers give them. */
    private static final Set<String> NOT_KEYS = Set.of(
            "prefix",
            "withoutPrefix",
            "mutexName",
            "leaderMutex",
            "semaphoreName",
            "cache", // what several keys begin with
            "objectCacheEntry",
            "inbox",
            "inboxInLua",
            "inboxVariant",
            "quoted");

    private static Map<String, KeyName> expected(Keys keys, String name) {
        Map<String, KeyName> all = new LinkedHashMap<>();
        String entry = keys.cache("users", GENERATION) + name;
        all.put(keys.mutex(name), new KeyName(KeyKind.MUTEX, name, ""));
        all.put(keys.mutexQueue(keys.mutex(name)), new KeyName(KeyKind.MUTEX_QUEUE, name, ""));
        all.put(keys.mutexFence(keys.mutex(name)), new KeyName(KeyKind.MUTEX_FENCE, name, ""));
        all.put(keys.lockClient(name), new KeyName(KeyKind.LOCK_CLIENT, name, ""));
        all.put(keys.semaphore(name), new KeyName(KeyKind.SEMAPHORE, name, ""));
        all.put(keys.semaphoreDeadlines(keys.semaphore(name)), new KeyName(KeyKind.SEMAPHORE_DEADLINES, name, ""));
        all.put(keys.semaphoreFree(keys.semaphore(name)), new KeyName(KeyKind.SEMAPHORE_FREE, name, ""));
        all.put(keys.semaphoreQueue(keys.semaphore(name)), new KeyName(KeyKind.SEMAPHORE_QUEUE, name, ""));
        all.put(keys.semaphoreWaiting(keys.semaphore(name)), new KeyName(KeyKind.SEMAPHORE_WAITING, name, ""));
        all.put(keys.fetchLock(name), new KeyName(KeyKind.FETCH_LOCK, name, ""));
        all.put(keys.fetchLockWaiters(keys.fetchLock(name)), new KeyName(KeyKind.FETCH_LOCK_WAITERS, name, ""));
        all.put(keys.cooldown(name), new KeyName(KeyKind.COOLDOWN, name, ""));
        all.put(keys.rateLimit(name, "10/PT1S/20"), new KeyName(KeyKind.RATE_LIMIT, name, "10/PT1S/20"));
        all.put(keys.cacheGeneration(name), new KeyName(KeyKind.CACHE_GENERATION, name, ""));
        all.put(entry, new KeyName(KeyKind.CACHE_ENTRY, name, "users"));
        all.put(keys.fillLease(entry), new KeyName(KeyKind.FILL_LEASE, name, "users"));
        all.put(keys.cacheWaiters(entry), new KeyName(KeyKind.CACHE_WAITERS, name, "users"));
        all.put(keys.heartbeat(7), new KeyName(KeyKind.HEARTBEAT, "{7}", ""));
        return all;
    }

    @ParameterizedTest
    @CsvSource({"a, ''", "user:7, app:", "{user:7}:mail, ''", "{user:7}:mail, app:", "x{y}z, app:", "odd}, ''", "{, ''"
    })
    void of_everyKeyOfTheLibrary_isReadBack(String name, String prefix) {
        Keys keys = Keys.withPrefix(prefix);

        expected(keys, name)
                .forEach((key, read) -> assertThat(KeyName.of(key, prefix)).isEqualTo(read));
    }

    /** A new kind of key must not be unknown to the command line. */
    @Test
    void of_everyMethodThatMakesAKey_isTested() {
        List<String> makers = Stream.of(Keys.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getReturnType() == String.class)
                .map(Method::getName)
                .filter(name -> !NOT_KEYS.contains(name))
                .distinct()
                .toList();

        assertThat(makers)
                .hasSameSizeAs(expected(Keys.UNPREFIXED, "a").entrySet().stream()
                        .filter(entry -> entry.getValue().kind() != KeyKind.CACHE_ENTRY)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "dkredis:ratelimit:mail, RATE_LIMIT, mail",
        "user:7, OTHER, user:7",
        "dkredis:cache:x, OTHER, dkredis:cache:x"
    })
    void of_otherKeys_isKnownOrOther(String key, KeyKind kind, String subject) {
        assertThat(KeyName.of(key, "")).isEqualTo(new KeyName(kind, subject, ""));
    }

    @ParameterizedTest
    @CsvSource({"user:7, user:*", "order.9.x, order.*", "plain, other names", ":x, other names"})
    void family_ofOtherKeys_isWhatTheyBeginWith(String key, String family) {
        assertThat(KeyName.of(key, "").family()).isEqualTo(family);
    }
}
