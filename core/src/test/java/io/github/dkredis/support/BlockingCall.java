package io.github.dkredis.support;

import io.github.dkredis.DkRedis;
import io.github.dkredis.atomic.Atomics;
import io.github.dkredis.cache.CacheInvalidator;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.cache.Cached;
import io.github.dkredis.cache.LoadingCache;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.cache.ObjectCache;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.hash.Hashes;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.MultiLease;
import io.github.dkredis.lock.MultiMutex;
import io.github.dkredis.lock.Mutex;
import io.github.dkredis.lock.Permit;
import io.github.dkredis.lock.Semaphore;
import io.github.dkredis.value.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;

/**
 * A blocking call of the public API, which several callers make at the same time. The callers share keys wherever the
 * feature is made for that, so that they also wait for each other.
 *
 * @param name the feature and the method
 * @param body the call; it throws if the result is wrong
 */
public record BlockingCall(String name, Body body) {

    private static final Duration TTL = Duration.ofMinutes(1);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Rate RATE = Rate.of(1_000_000, Duration.ofSeconds(1));

    /** The code of a call. */
    @FunctionalInterface
    public interface Body {

        /**
         * Makes the call.
         *
         * @param caller a number that no other caller has at the same time
         */
        void run(DkRedis redis, int caller) throws Exception;
    }

    /** Every blocking method of every feature at least once. */
    public static List<BlockingCall> all() {
        List<BlockingCall> calls = new ArrayList<>();
        values(calls);
        hashes(calls);
        atomics(calls);
        locks(calls);
        severalLocks(calls);
        limits(calls);
        namedCache(calls);
        loadingCache(calls);
        objectCache(calls);
        cachedFunctions(calls);
        invalidator(calls);
        calls.add(new BlockingCall("client.ping", (redis, caller) -> redis.ping()));
        return calls;
    }

    @Override
    public String toString() {
        return name;
    }

    private static void values(List<BlockingCall> calls) {
        add(calls, "values.set", (Values values, Integer caller) -> values.set("k", "v"), DkRedis::values);
        add(calls, "values.set ttl", (values, caller) -> values.set("k", "v", TTL), DkRedis::values);
        add(calls, "values.setAll", (values, caller) -> values.setAll(Map.of("a", 1, "b", 2)), DkRedis::values);
        add(calls, "values.setAll ttl", (values, caller) -> values.setAll(Map.of("a", 1), TTL), DkRedis::values);
        add(calls, "values.get", (values, caller) -> values.get("k"), DkRedis::values);
        add(calls, "values.get class", (values, caller) -> values.get("k", String.class), DkRedis::values);
        add(calls, "values.get type", (values, caller) -> values.get("k", new TypeRef<String>() {}), DkRedis::values);
        add(calls, "values.getOrDefault", (values, caller) -> values.getOrDefault("k", "v"), DkRedis::values);
        add(
                calls,
                "values.getOrDefault class",
                (values, caller) -> values.getOrDefault("k", String.class, "v"),
                DkRedis::values);
        add(calls, "values.getAll", (values, caller) -> values.getAll(List.of("a", "k")), DkRedis::values);
        add(
                calls,
                "values.getAll class",
                (values, caller) -> values.getAll(List.of("k"), String.class),
                DkRedis::values);
        add(calls, "values.pop", (values, caller) -> values.pop("k"), DkRedis::values);
        add(calls, "values.pop class", (values, caller) -> values.pop("k", String.class), DkRedis::values);
        add(calls, "values.pop type", (values, caller) -> values.pop("k", new TypeRef<String>() {}), DkRedis::values);
        TypeRef<String> text = new TypeRef<>() {};
        Task<Values> absent = (values, caller) -> values.setIfAbsent("absent:" + caller, "v");
        add(calls, "values.setIfAbsent", absent, DkRedis::values);
        Task<Values> absentTtl = (values, caller) -> values.setIfAbsent("absent:" + caller, "v", TTL);
        add(calls, "values.setIfAbsent ttl", absentTtl, DkRedis::values);
        add(calls, "values.getAndSet", (values, caller) -> values.getAndSet("k", "v"), DkRedis::values);
        add(calls, "values.getAndSet ttl", (values, caller) -> values.getAndSet("k", "v", TTL), DkRedis::values);
        Task<Values> swapClass = (values, caller) -> values.getAndSet("k", "v", String.class);
        add(calls, "values.getAndSet class", swapClass, DkRedis::values);
        Task<Values> swapType = (values, caller) -> values.getAndSet("k", "v", TTL, text);
        add(calls, "values.getAndSet type", swapType, DkRedis::values);
        Task<Values> typedDefault = (values, caller) -> values.getOrDefault("k", text, "v");
        add(calls, "values.getOrDefault type", typedDefault, DkRedis::values);
        add(calls, "values.getAll type", (values, caller) -> values.getAll(List.of("k"), text), DkRedis::values);
        add(calls, "values.ttl", (values, caller) -> values.ttl("k"), DkRedis::values);
        add(calls, "values.expire", (values, caller) -> values.expire("k", TTL), DkRedis::values);
        add(calls, "values.persist", (values, caller) -> values.persist("k"), DkRedis::values);
        add(calls, "values.contains", (values, caller) -> values.contains("k"), DkRedis::values);
        add(calls, "values.removeAll", (values, caller) -> values.removeAll(List.of("a", "b")), DkRedis::values);
        add(calls, "values.remove", (values, caller) -> values.remove("k"), DkRedis::values);
    }

    private static void hashes(List<BlockingCall> calls) {
        Map<String, String> fields = Map.of("f", "v");
        add(calls, "hashes.set", (Hashes hashes, Integer caller) -> hashes.set("h", fields), DkRedis::hashes);
        add(calls, "hashes.set ttl", (hashes, caller) -> hashes.set("h", fields, TTL), DkRedis::hashes);
        add(calls, "hashes.get", (hashes, caller) -> hashes.get("h"), DkRedis::hashes);
        add(calls, "hashes.get field", (hashes, caller) -> hashes.get("h", "f"), DkRedis::hashes);
        add(calls, "hashes.get fields", (hashes, caller) -> hashes.get("h", List.of("f", "g")), DkRedis::hashes);
        add(calls, "hashes.getAll", (hashes, caller) -> hashes.getAll(List.of("h", "i")), DkRedis::hashes);
        Task<Hashes> increment = (hashes, caller) -> hashes.increment("count:" + caller, "n", 1);
        add(calls, "hashes.increment", increment, DkRedis::hashes);
        Task<Hashes> add = (hashes, caller) -> hashes.increment("count:" + caller, "n", 0.5);
        add(calls, "hashes.increment double", add, DkRedis::hashes);
        add(calls, "hashes.remove", (hashes, caller) -> hashes.remove("count:" + caller, "n"), DkRedis::hashes);
        Task<Hashes> removeAll = (hashes, caller) -> hashes.removeAll("count:" + caller, List.of("n", "m"));
        add(calls, "hashes.removeAll", removeAll, DkRedis::hashes);
        add(calls, "hashes.field", (hashes, caller) -> hashes.field("*", "f"), DkRedis::hashes);
        Task<Hashes> stream = (hashes, caller) -> {
            try (Stream<Map.Entry<String, String>> entries = hashes.fieldStream("*", "f")) {
                check(entries.count() <= 1);
            }
        };
        add(calls, "hashes.fieldStream", stream, DkRedis::hashes);
    }

    private static void atomics(List<BlockingCall> calls) {
        Task<Atomics> update = (atomics, caller) -> atomics.update("update:" + caller, old -> old + "+");
        add(calls, "atomics.update", update, DkRedis::atomics);
        Task<Atomics> bytes = (atomics, caller) -> atomics.updateBytes("bytes:" + caller, old -> new byte[1]);
        add(calls, "atomics.updateBytes", bytes, DkRedis::atomics);
        Task<Atomics> typed = (atomics, caller) ->
                atomics.update("json:" + caller, Codec.json(), Integer.class, old -> old == null ? 1 : old + 1);
        add(calls, "atomics.update class", typed, DkRedis::atomics);
        Task<Atomics> shared = (atomics, caller) -> atomics.update("shared", old -> old + "+");
        add(calls, "atomics.update shared key", shared, DkRedis::atomics);
        Task<Atomics> separate =
                (atomics, caller) -> atomics.withoutCombining().update("separate:" + caller, old -> "");
        add(calls, "atomics.update separately", separate, DkRedis::atomics);
        Task<Atomics> generic = (atomics, caller) ->
                atomics.update("list:" + caller, Codec.json(), new TypeRef<List<String>>() {}, old -> List.of());
        add(calls, "atomics.update type", generic, DkRedis::atomics);
        add(calls, "atomics.increment", (atomics, caller) -> atomics.increment("count", 1), DkRedis::atomics);
        Task<Atomics> addTtl =
                (atomics, caller) -> atomics.withTtlForNewKeys(TTL).increment("sum", 0.5);
        add(calls, "atomics.increment double ttl", addTtl, DkRedis::atomics);
        byte[] one = {1};
        add(calls, "atomics.setMax long", (atomics, caller) -> atomics.setMax("long", caller), DkRedis::atomics);
        add(
                calls,
                "atomics.setMax double",
                (atomics, caller) -> atomics.setMax("double", caller / 2.0),
                DkRedis::atomics);
        add(calls, "atomics.setMax text", (atomics, caller) -> atomics.setMax("text", "t" + caller), DkRedis::atomics);
        add(calls, "atomics.setMax bytes", (atomics, caller) -> atomics.setMax("raw", one), DkRedis::atomics);
        add(calls, "atomics.setMin long", (atomics, caller) -> atomics.setMin("long", caller), DkRedis::atomics);
        add(
                calls,
                "atomics.setMin double",
                (atomics, caller) -> atomics.setMin("double", caller / 2.0),
                DkRedis::atomics);
        add(calls, "atomics.setMin text", (atomics, caller) -> atomics.setMin("text", "t" + caller), DkRedis::atomics);
        add(calls, "atomics.setMin bytes", (atomics, caller) -> atomics.setMin("raw", one), DkRedis::atomics);
        add(calls, "atomics.removeIf text", (atomics, caller) -> atomics.removeIf("text", "x"), DkRedis::atomics);
        add(calls, "atomics.removeIf bytes", (atomics, caller) -> atomics.removeIf("raw", one), DkRedis::atomics);
        Task<Atomics> removeValue = (atomics, caller) -> atomics.removeIf("long", Codec.json(), 1);
        add(calls, "atomics.removeIf value", removeValue, DkRedis::atomics);
    }

    private static void locks(List<BlockingCall> calls) {
        Task<Mutex> acquire = (mutex, caller) -> {
            try (Lease lease = mutex.acquire()) {
                lease.ensureHeld();
            }
        };
        add(calls, "mutex.acquire", acquire, redis -> redis.mutex("m"));
        Task<Mutex> tryAcquire = (mutex, caller) -> mutex.tryAcquire().ifPresent(Lease::close);
        add(calls, "mutex.tryAcquire", tryAcquire, redis -> redis.mutex("m"));
        Task<Mutex> tryAcquireFor =
                (mutex, caller) -> mutex.tryAcquire(LIMIT).orElseThrow().close();
        add(calls, "mutex.tryAcquire wait", tryAcquireFor, redis -> redis.mutex("m"));
        add(calls, "mutex.run", (Mutex mutex, Integer caller) -> mutex.run(() -> {}), redis -> redis.mutex("m"));
        calls.add(new BlockingCall(
                "mutex.call",
                (redis, caller) -> redis.mutex("m").call(() -> redis.values().get("k"))));
        Task<Mutex> jdk = (mutex, caller) -> {
            Lock lock = mutex.asLock();
            lock.lock();
            lock.unlock();
            lock.lockInterruptibly();
            lock.unlock();
            check(lock.tryLock(LIMIT.toSeconds(), TimeUnit.SECONDS));
            lock.unlock();
            if (lock.tryLock()) {
                lock.unlock();
            }
        };
        add(calls, "mutex.asLock", jdk, redis -> redis.mutex("m"));
        calls.add(new BlockingCall("lease.renew", (redis, caller) -> {
            try (Lease lease = redis.mutex("own" + caller).acquire()) {
                lease.renew();
            }
        }));
        calls.add(new BlockingCall("lease.release", (redis, caller) -> {
            Lease lease = redis.mutex("m").acquire();
            check(lease.release());
        }));
        calls.add(new BlockingCall(
                "fetchLocks.ask",
                (redis, caller) -> redis.fetchLocks().ask("asked", TTL).close()));
        calls.add(new BlockingCall("fetchLock.awaitFetch", (redis, caller) -> {
            try (FetchLock lock = redis.fetchLock("fetched", TTL)) {
                check(lock.awaitFetch(LIMIT));
            }
        }));
    }

    private static void severalLocks(List<BlockingCall> calls) {
        Task<Semaphore> acquire = (semaphore, caller) -> semaphore.acquire().close();
        add(calls, "semaphore.acquire", acquire, redis -> redis.semaphore("s", 1));
        Task<Semaphore> acquireBoth =
                (semaphore, caller) -> semaphore.acquire(2).close();
        add(calls, "semaphore.acquire several", acquireBoth, redis -> redis.semaphore("two", 2));
        Task<Semaphore> tryAcquire =
                (semaphore, caller) -> semaphore.tryAcquire().ifPresent(Permit::close);
        add(calls, "semaphore.tryAcquire", tryAcquire, redis -> redis.semaphore("s", 1));
        Task<Semaphore> tryAcquireFor =
                (semaphore, caller) -> semaphore.tryAcquire(LIMIT).orElseThrow().close();
        add(calls, "semaphore.tryAcquire wait", tryAcquireFor, redis -> redis.semaphore("s", 1));
        Task<Semaphore> resize = (semaphore, caller) -> semaphore.resize(3);
        add(calls, "semaphore.resize", resize, redis -> redis.semaphore("sized", 2));
        calls.add(new BlockingCall(
                "permit.release",
                (redis, caller) -> check(redis.semaphore("s", 1).acquire().release())));
        Task<MultiMutex> all = (mutexes, caller) -> mutexes.acquire().close();
        add(calls, "multiMutex.acquire", all, redis -> redis.mutexAll(List.of("m", "n")));
        Task<MultiMutex> tryAll = (mutexes, caller) -> mutexes.tryAcquire().ifPresent(MultiLease::close);
        add(calls, "multiMutex.tryAcquire", tryAll, redis -> redis.mutexAll(List.of("m", "n")));
        calls.add(new BlockingCall(
                "multiLease.release",
                (redis, caller) ->
                        check(redis.mutexAll(List.of("m", "n")).acquire().release())));
    }

    private static void limits(List<BlockingCall> calls) {
        Task<RateLimiter> acquire = (limiter, caller) -> limiter.acquire();
        add(calls, "rateLimiter.acquire", acquire, redis -> redis.rateLimiter("r", RATE));
        Task<RateLimiter> acquireSome = (limiter, caller) -> limiter.acquire(3);
        add(calls, "rateLimiter.acquire cost", acquireSome, redis -> redis.rateLimiter("r", RATE));
        Task<RateLimiter> tryAcquire =
                (limiter, caller) -> check(limiter.tryAcquire().isAllowed());
        add(calls, "rateLimiter.tryAcquire", tryAcquire, redis -> redis.rateLimiter("r", RATE));
        Task<RateLimiter> tryAcquireBoth =
                (limiter, caller) -> check(limiter.tryAcquire(2).isAllowed());
        add(
                calls,
                "rateLimiter.tryAcquire several",
                tryAcquireBoth,
                redis -> redis.rateLimiter("r", RATE).and("s", RATE));
        Task<RateLimiter> waiting =
                (limiter, caller) -> check(limiter.tryAcquire(2, LIMIT).isAllowed());
        add(calls, "rateLimiter.tryAcquire wait", waiting, redis -> redis.rateLimiter("r", RATE));
        Task<RateLimiter> peek = (limiter, caller) -> check(limiter.peek().isAllowed());
        add(calls, "rateLimiter.peek", peek, redis -> redis.rateLimiter("r", RATE));
        calls.add(new BlockingCall("cooldown.start", (redis, caller) -> redis.cooldown(List.of("a", "b"), TTL)));
    }

    private static void namedCache(List<BlockingCall> calls) {
        for (String kind : List.of("cache", "nearCache")) {
            Feature<NamedCache<String, String>> cache = redis -> kind.equals("cache")
                    ? redis.cache(kind, String.class)
                    : redis.cache(kind, String.class, CacheOptions.defaults().nearCache(1_000));
            calls.add(new BlockingCall(kind + ".get loader", (redis, caller) -> {
                String value = cache.of(redis).get("k", key -> {
                    redis.values().set("loader", key);
                    return "v";
                });
                check("v".equals(value));
            }));
            Task<NamedCache<String, String>> bulk = (named, caller) -> {
                List<String> keys = List.of("a", "k", "own" + caller);
                Map<String, String> values = named.getAll(keys, missing -> {
                    Map<String, String> loaded = new HashMap<>();
                    missing.forEach(key -> loaded.put(key, "v"));
                    return loaded;
                });
                check(values.size() == keys.size());
            };
            add(calls, kind + ".getAll loader", bulk, cache);
            add(calls, kind + ".find", (named, caller) -> named.find("k"), cache);
            add(calls, kind + ".get", (named, caller) -> named.get("k"), cache);
            add(calls, kind + ".getOrDefault", (named, caller) -> named.getOrDefault("k", "d"), cache);
            add(calls, kind + ".getAll", (named, caller) -> named.getAll(List.of("a", "k")), cache);
            add(calls, kind + ".put", (named, caller) -> named.put("k", "v"), cache);
            add(calls, kind + ".put ttl", (named, caller) -> named.put("k", "v", TTL), cache);
            add(calls, kind + ".putAll", (named, caller) -> named.putAll(Map.of("a", "v", "k", "v")), cache);
            add(calls, kind + ".putIfAbsent", (named, caller) -> named.putIfAbsent("own" + caller, "v"), cache);
            add(calls, kind + ".touch", (named, caller) -> named.touch("k"), cache);
            add(calls, kind + ".removeAll", (named, caller) -> named.removeAll(List.of("a", "k")), cache);
            add(calls, kind + ".remove", (named, caller) -> named.remove("k"), cache);
            add(calls, kind + ".clear", (named, caller) -> named.clear(), cache);
            add(calls, kind + ".ping", (named, caller) -> named.ping(), cache);
            Task<NamedCache<String, String>> function = (named, caller) ->
                    check("v".equals(named.function(key -> "v").apply("f")));
            add(calls, kind + ".function", function, cache);
        }
    }

    private static void loadingCache(List<BlockingCall> calls) {
        Feature<LoadingCache<String, String>> cache =
                redis -> redis.cache("cache", String.class).loading(key -> "v");
        add(calls, "loadingCache.get", (loading, caller) -> check("v".equals(loading.get("k"))), cache);
        add(calls, "loadingCache.getAll", (loading, caller) -> loading.getAll(List.of("a", "own" + caller)), cache);
        add(calls, "loadingCache.refresh", (loading, caller) -> check("v".equals(loading.refresh("k"))), cache);
    }

    private static void objectCache(List<BlockingCall> calls) {
        Feature<ObjectCache<Object>> cache = DkRedis::cache;
        Task<ObjectCache<Object>> load = (shared, caller) -> check("v".equals(shared.get("k", key -> "v")));
        add(calls, "objectCache.get loader", load, cache);
        Task<ObjectCache<Object>> bulk = (shared, caller) -> {
            Map<Object, Object> values = shared.getAll(List.of("k", caller), missing -> {
                Map<Object, Object> loaded = new HashMap<>();
                missing.forEach(key -> loaded.put(key, "v"));
                return loaded;
            });
            check(values.size() == 2);
        };
        add(calls, "objectCache.getAll loader", bulk, cache);
        add(calls, "objectCache.find", (shared, caller) -> shared.find("k"), cache);
        add(calls, "objectCache.get", (shared, caller) -> shared.get("k"), cache);
        add(calls, "objectCache.getOrDefault", (shared, caller) -> shared.getOrDefault("k", "d"), cache);
        add(calls, "objectCache.getAll", (shared, caller) -> shared.getAll(List.of("a", "k")), cache);
        add(calls, "objectCache.put", (shared, caller) -> shared.put("k", "v"), cache);
        add(calls, "objectCache.put ttl", (shared, caller) -> shared.put("k", "v", TTL), cache);
        add(calls, "objectCache.putAll", (shared, caller) -> shared.putAll(Map.of("a", "v", "k", "v")), cache);
        add(calls, "objectCache.putIfAbsent", (shared, caller) -> shared.putIfAbsent("own" + caller, "v"), cache);
        add(calls, "objectCache.touch", (shared, caller) -> shared.touch("k"), cache);
        add(calls, "objectCache.removeAll", (shared, caller) -> shared.removeAll(List.of("a", "k")), cache);
        add(calls, "objectCache.remove", (shared, caller) -> shared.remove("k"), cache);
        add(calls, "objectCache.ping", (shared, caller) -> shared.ping(), cache);
    }

    /** An interface with a cached method. */
    public interface Greetings {

        /** {@return a greeting} */
        @Cached(key = "greeting:{0}")
        String of(String name);
    }

    private static void cachedFunctions(List<BlockingCall> calls) {
        calls.add(new BlockingCall(
                "cached",
                (redis, caller) -> check("1"
                        .equals(redis.cached("one:{0}", TTL, String.class, (Integer n) -> "" + n)
                                .apply(1)))));
        calls.add(new BlockingCall(
                "cached two arguments",
                (redis, caller) -> check(3
                        == redis.cached("two:{0}:{1}", TTL, Integer.class, (Integer a, Integer b) -> a + b)
                                .apply(1, 2))));
        calls.add(new BlockingCall("cachedProxy", (redis, caller) -> {
            Greetings greetings = redis.cachedProxy(Greetings.class, name -> "hello " + name);
            check("hello Ada".equals(greetings.of("Ada")));
        }));
    }

    private static void invalidator(List<BlockingCall> calls) {
        calls.add(new BlockingCall("invalidator.saving", (redis, caller) -> {
            CacheInvalidator invalidator = redis.invalidator();
            NamedCache<String, String> cache = redis.cache("cache", String.class);
            check("saved".equals(invalidator.saving(() -> List.of("k", cache.entry("k"), caller), () -> {
                redis.values().set("row", "v");
                return "saved";
            })));
        }));
        calls.add(new BlockingCall(
                "invalidator.deleting",
                (redis, caller) -> redis.invalidator()
                        .deleting(
                                () -> List.of("k", caller), () -> redis.values().remove("row"))));
    }

    @FunctionalInterface
    private interface Task<F> {
        void run(F feature, Integer caller) throws Exception;
    }

    @FunctionalInterface
    private interface Feature<F> {
        F of(DkRedis redis);
    }

    private static <F> void add(List<BlockingCall> calls, String name, Task<F> task, Feature<F> feature) {
        calls.add(new BlockingCall(name, (redis, caller) -> task.run(feature.of(redis), caller)));
    }

    private static void check(boolean expected) {
        if (!expected) {
            throw new AssertionError("the call had a wrong result");
        }
    }
}
