package io.github.dkredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dkredis.atomic.AsyncAtomics;
import io.github.dkredis.atomic.Atomics;
import io.github.dkredis.cache.AsyncCache;
import io.github.dkredis.cache.AsyncCacheInvalidator;
import io.github.dkredis.cache.AsyncLoadingCache;
import io.github.dkredis.cache.AsyncNamedCache;
import io.github.dkredis.cache.BulkCacheLoader;
import io.github.dkredis.cache.Cache;
import io.github.dkredis.cache.CacheInvalidator;
import io.github.dkredis.cache.CacheLoader;
import io.github.dkredis.cache.LoadingCache;
import io.github.dkredis.cache.NamedCache;
import io.github.dkredis.cache.ObjectCache;
import io.github.dkredis.cache.TransactionBody;
import io.github.dkredis.codec.TypeRef;
import io.github.dkredis.hash.AsyncHashes;
import io.github.dkredis.hash.Hashes;
import io.github.dkredis.limit.AsyncCooldown;
import io.github.dkredis.limit.AsyncRateLimiter;
import io.github.dkredis.limit.Cooldown;
import io.github.dkredis.limit.RateLimiter;
import io.github.dkredis.lock.AsyncFetchLock;
import io.github.dkredis.lock.AsyncFetchLockProvider;
import io.github.dkredis.lock.AsyncMultiLease;
import io.github.dkredis.lock.AsyncMultiMutex;
import io.github.dkredis.lock.AsyncPermit;
import io.github.dkredis.lock.AsyncSemaphore;
import io.github.dkredis.lock.FetchLock;
import io.github.dkredis.lock.FetchLockProvider;
import io.github.dkredis.lock.MultiLease;
import io.github.dkredis.lock.MultiMutex;
import io.github.dkredis.lock.Permit;
import io.github.dkredis.lock.Semaphore;
import io.github.dkredis.value.AsyncValues;
import io.github.dkredis.value.Values;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The asynchronous API mirrors the blocking one: the same names, parameters and results, as stages. A loader that
 * returns a stage mirrors one that blocks.
 */
class MirrorTest {

    /**
     * Methods without an asynchronous counterpart: the view itself, a blocking stream, and methods that send nothing.
     */
    private static final Set<String> BLOCKING_ONLY = Set.of(
            "async",
            "fieldStream",
            "function",
            "functionBy",
            "loading",
            "cache",
            "entry",
            "stats",
            "toString",
            "close");

    /** Methods of locks, permits and leases that send nothing. */
    private static final Set<String> LOCAL = Set.of(
            "name",
            "permits",
            "slot",
            "slots",
            "fencingToken",
            "remaining",
            "isHeld",
            "ensureHeld",
            "onLost",
            "leases",
            "shouldFetch");

    /** Methods that return a view, in both APIs or in the blocking one. */
    private static final Set<String> VIEWS = Set.of(
            "withCodec",
            "as",
            "withTtl",
            "transactionLimit",
            "withTtlForNewKeys",
            "withoutCombining",
            "and",
            "timeout",
            "lease",
            "renewed");

    private static final Map<Class<?>, Class<?>> BOXED = Map.of(
            boolean.class, Boolean.class,
            long.class, Long.class,
            double.class, Double.class,
            int.class, Integer.class,
            void.class, Void.class);

    static List<List<Class<?>>> pairs() {
        return List.of(
                List.of(Values.class, AsyncValues.class),
                List.of(Hashes.class, AsyncHashes.class),
                List.of(Atomics.class, AsyncAtomics.class),
                List.of(Cache.class, AsyncCache.class),
                List.of(NamedCache.class, AsyncNamedCache.class),
                List.of(Cooldown.class, AsyncCooldown.class),
                List.of(RateLimiter.class, AsyncRateLimiter.class),
                List.of(FetchLock.class, AsyncFetchLock.class),
                List.of(FetchLockProvider.class, AsyncFetchLockProvider.class),
                List.of(Semaphore.class, AsyncSemaphore.class),
                List.of(Permit.class, AsyncPermit.class),
                List.of(MultiMutex.class, AsyncMultiMutex.class),
                List.of(MultiLease.class, AsyncMultiLease.class),
                List.of(LoadingCache.class, AsyncLoadingCache.class),
                List.of(CacheInvalidator.class, AsyncCacheInvalidator.class));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void asyncApi_mirrorsTheBlockingOne(List<Class<?>> pair) {
        Map<String, String> expected = new TreeMap<>();
        methods(pair.get(0))
                .forEach((signature, method) -> expected.put(
                        signature,
                        "java.util.concurrent.CompletionStage<" + boxed(method.getGenericReturnType()) + ">"));
        Map<String, String> actual = new TreeMap<>();
        methods(pair.get(1))
                .forEach((signature, method) ->
                        actual.put(signature, method.getGenericReturnType().getTypeName()));

        assertThat(actual).isNotEmpty().isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void asyncApi_isObtainedFromTheBlockingOneOnly(List<Class<?>> pair) throws NoSuchMethodException {
        assertThat(pair.get(0).getMethod("async").getReturnType()).isEqualTo(pair.get(1));
        assertThat(pair.get(1).getConstructors()).isEmpty();
        for (Class<?> type : pair) {
            for (String view : VIEWS) {
                Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> method.getName().equals(view))
                        .forEach(method -> assertThat(method.getReturnType()).isEqualTo(type));
            }
        }
        assertThat(CompletionStage.class).isInterface();
    }

    private static Map<String, Method> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !BLOCKING_ONLY.contains(method.getName()) && !LOCAL.contains(method.getName()))
                .filter(method -> !VIEWS.contains(method.getName()))
                .collect(Collectors.toMap(MirrorTest::signature, method -> method));
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameters())
                        .map(MirrorTest::parameter)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String parameter(Parameter parameter) {
        return mirrored(parameter.getParameterizedType()) + " " + parameter.getName();
    }

    private static String mirrored(Type type) {
        if (type instanceof ParameterizedType loader && loader.getRawType() == CacheLoader.class) {
            Type[] arguments = loader.getActualTypeArguments();
            return "java.util.function.Function<" + arguments[0].getTypeName()
                    + ", ? extends java.util.concurrent.CompletionStage<" + arguments[1].getTypeName() + ">>";
        }
        if (type instanceof ParameterizedType loader && loader.getRawType() == BulkCacheLoader.class) {
            return "java.util.function.Function<? super java.util.Set<K>, ? extends "
                    + "java.util.concurrent.CompletionStage<? extends java.util.Map<? extends K, ? extends V>>>";
        }
        if (type instanceof ParameterizedType body && body.getRawType() == TransactionBody.class) {
            return "java.util.function.Supplier<? extends java.util.concurrent.CompletionStage<"
                    + body.getActualTypeArguments()[0].getTypeName() + ">>";
        }
        return type.getTypeName();
    }

    private static String boxed(Type type) {
        if (type instanceof Class<?> plain) {
            return BOXED.getOrDefault(plain, plain).getTypeName();
        }
        assertThat(type)
                .isInstanceOfAny(ParameterizedType.class, GenericArrayType.class, java.lang.reflect.TypeVariable.class);
        return type.getTypeName();
    }

    @ParameterizedTest
    @ValueSource(classes = {Values.class, Atomics.class, ObjectCache.class, DkRedis.class})
    void typedMethods_ofAClass_haveATwinForGenericTypes(Class<?> api) {
        List<Method> typed = Arrays.stream(api.getMethods())
                .filter(method -> Arrays.asList(method.getParameterTypes()).contains(Class.class))
                .filter(method -> !method.getName().equals("cachedProxy")) // its class is an interface to implement
                .toList();

        assertThat(typed).isNotEmpty().allSatisfy(method -> {
            List<Class<?>> parameters = new ArrayList<>(Arrays.asList(method.getParameterTypes()));
            int type = parameters.lastIndexOf(Class.class); // of the values; that of the keys comes before
            if (!parameters.contains(TypeRef.class)) {
                parameters.set(type, TypeRef.class);
            }
            assertThat(api.getMethod(method.getName(), parameters.toArray(Class<?>[]::new)))
                    .isNotNull();
        });
    }
}
