package io.github.dkredis.benchmarks.curves;

import io.github.dkredis.DkRedis;
import io.github.dkredis.atomic.Atomics;
import io.github.dkredis.benchmarks.harness.LibraryVersion;
import io.github.dkredis.benchmarks.harness.LoadContext;
import io.github.dkredis.benchmarks.harness.WrongResultException;
import io.github.dkredis.cache.Cache;
import io.github.dkredis.cache.CacheOptions;
import io.github.dkredis.codec.Codec;
import io.github.dkredis.hash.Hashes;
import io.github.dkredis.limit.Rate;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.lock.Lease;
import io.github.dkredis.lock.Permit;
import io.github.dkredis.value.Values;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;

/** What dkredis does at the points of the curves. */
final class ProductOperations {

    /** Long enough for every wait, so that only what hangs fails. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final Rate PLENTY = new Rate(1_000_000, Duration.ofSeconds(1), 1_000_000_000);

    private ProductOperations() {}

    /** {@return dkredis doing one thing, which also works in a cluster} */
    static Feature.Library library(Operation.Opener opener) {
        return new Feature.Library("dkredis", LibraryVersion.of("io.github.dkredis", "dkredis"), true, opener);
    }

    /** {@return a client with enough time for many threads and large values} */
    static DkRedis connect(LoadContext context) {
        return DkRedis.builder()
                .uri(context.uri())
                .connectTimeout(TIMEOUT) // a busy machine may be slow
                .timeout(TIMEOUT)
                .connect();
    }

    static Operation get(LoadContext context, Shape shape) {
        StoredData data = new StoredData(shape);
        return open(context, redis -> {
            data.storeValues(redis);
            Values values = redis.values(Codec.bytes());
            return key ->
                    data.checkValue(values.get(data.valueKey(key), byte[].class).orElse(null));
        });
    }

    static Operation set(LoadContext context, Shape shape) {
        StoredData data = new StoredData(shape);
        return open(context, redis -> {
            Values values = redis.values(Codec.bytes());
            return key -> values.set(data.valueKey(key), data.value());
        });
    }

    static Operation update(LoadContext context, Shape shape) {
        StoredData data = new StoredData(shape);
        return open(context, redis -> {
            Atomics atomics = redis.atomics();
            return key -> data.checkText(atomics.update(data.updatedKey("dkredis", key), data::nextText));
        });
    }

    static Operation mutex(LoadContext context, Shape shape) {
        AtomicIntegerArray inside = new AtomicIntegerArray(shape.keys());
        return open(context, redis -> key -> {
            Lease lease = redis.mutex("curve:" + key).timeout(TIMEOUT).acquire();
            pass(inside, key, 1);
            lease.close();
        });
    }

    static Operation semaphore(LoadContext context, Shape shape) {
        AtomicIntegerArray inside = new AtomicIntegerArray(shape.keys());
        return open(context, redis -> key -> {
            Permit permit = redis.semaphore("curve:" + key, Features.PERMITS)
                    .timeout(TIMEOUT)
                    .acquire();
            pass(inside, key, Features.PERMITS);
            permit.close();
        });
    }

    /** Counts a thread of this JVM in and out of what a lock protects. */
    static void pass(AtomicIntegerArray inside, int key, int atMost) {
        int threads = inside.incrementAndGet(key);
        inside.decrementAndGet(key);
        if (threads > atMost) {
            throw new WrongResultException(threads + " threads were inside, and " + atMost + " may be");
        }
    }

    static Operation limit(LoadContext context, Shape shape) {
        return open(context, redis -> {
            RateLimiter[] limiters = new RateLimiter[shape.keys()];
            for (int key = 0; key < limiters.length; key++) {
                limiters[key] = redis.rateLimiter("curve:" + key, PLENTY);
            }
            return key -> {
                if (!limiters[key].tryAcquire().isAllowed()) {
                    throw new WrongResultException("refused although permits were left");
                }
            };
        });
    }

    static Operation cache(LoadContext context, Shape shape) {
        StoredData data = new StoredData(shape);
        return open(context, redis -> {
            Cache<String, String> cache = redis.cache("curve", String.class);
            data.storeEntries(cache);
            return key -> data.checkText(cache.get(data.entryKey(key)).orElse(null));
        });
    }

    static Operation near(LoadContext context, Shape shape) {
        StoredData data = new StoredData(shape);
        return open(context, redis -> {
            Cache<String, String> cache = redis.cache(
                    "curve-near",
                    String.class,
                    CacheOptions.defaults().nearCache(2L * Math.max(shape.keys(), Features.LOOKUPS)));
            data.storeEntries(cache);
            data.readEntries(cache);
            String[] keys = data.entryKeys(); // equal to the stored ones, but other objects, as in a real program
            return key -> {
                for (int i = 0; i < Features.LOOKUPS; i++) {
                    data.checkText(cache.get(keys[(key + i) % keys.length], ProductOperations::mustBeCached));
                }
            };
        });
    }

    private static String mustBeCached(String key) {
        throw new WrongResultException(key + " is cached");
    }

    static Operation field(LoadContext context, Shape shape) {
        StoredData data = new StoredData(shape);
        return open(context, redis -> {
            data.storeHashes(redis);
            Hashes hashes = redis.hashes();
            return key -> {
                Map<String, String> found = hashes.field(StoredData.HASHES, StoredData.FIELD);
                data.checkHashes(found);
            };
        });
    }

    private static Operation open(LoadContext context, Function<DkRedis, Operation.Call> opener) {
        DkRedis redis = connect(context);
        try {
            return new Operation(opener.apply(redis), redis::close);
        } catch (RuntimeException | Error e) {
            redis.close();
            throw e;
        }
    }
}
