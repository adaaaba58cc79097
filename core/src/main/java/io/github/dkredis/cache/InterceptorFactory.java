package io.github.dkredis.cache;

import io.github.dkredis.LoadFailedException;
import io.github.dkredis.TaskFailedException;
import io.github.dkredis.internal.Durations;
import io.github.dkredis.internal.Failures;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** Makes the interceptors of a proxy from the annotations of its methods. */
final class InterceptorFactory {

    private static final Duration DEFAULT_TTL = Duration.ofHours(1);

    private static final Map<Type, Type> BOXES = Map.of(
            int.class, Integer.class,
            long.class, Long.class,
            double.class, Double.class,
            float.class, Float.class,
            boolean.class, Boolean.class,
            short.class, Short.class,
            byte.class, Byte.class,
            char.class, Character.class);

    /** Results that are of use once only. */
    private static final List<Class<?>> UNCACHEABLE =
            List.of(Future.class, BaseStream.class, Iterator.class, Flow.Publisher.class);

    private final String proxyName;
    private final ProxyCaches caches;
    private boolean hasDefaultKeys;

    /**
     * The interceptors of a proxy.
     *
     * @param proxyName stands in the keys of methods that have no template
     */
    InterceptorFactory(String proxyName, ProxyCaches caches) {
        this.proxyName = proxyName;
        this.caches = caches;
    }

    /** Whether the keys of a method contain the proxy's name. */
    boolean hasDefaultKeys() {
        return hasDefaultKeys;
    }

    /** A cache and the keys that the calls of a method have in it. */
    private record Entries(Cache<Object, Object> cache, Function<@Nullable Object[], Object> key) {

        Object key(Invocation invocation) {
            return key.apply(invocation.arguments());
        }
    }

    /**
     * What is to run around a method, or null.
     *
     * @throws IllegalArgumentException if its annotations cannot be followed
     */
    @Nullable
    Interceptor around(InterfaceMethod method) {
        Cached cached = method.annotation(Cached.class);
        CachePut put = method.annotation(CachePut.class);
        CacheEvict evict = method.annotation(CacheEvict.class);
        if (cached != null && (put != null || evict != null)) {
            throw method.refused("@Cached does not go together with @CachePut or @CacheEvict");
        }
        Interceptor inner = cached != null ? caching(method, cached) : put != null ? putting(method, put) : null;
        return evict == null ? inner : evicting(method, evict, inner == null ? Invocation::proceed : inner);
    }

    // ---- @Cached

    private Interceptor caching(InterfaceMethod method, Cached cached) {
        Type result = method.resultType();
        hasDefaultKeys |= cached.key().isEmpty();
        Function<@Nullable Object[], Object> key = cached.key().isEmpty()
                ? new DefaultKey(proxyName, method.main())::key
                : template(method, cached.key())::key;
        Entries entries = new Entries(cache(method, cached.cache(), cached.ttl(), result), key);
        return isStage(result)
                ? invocation -> cachedStage(entries, invocation, result)
                : invocation -> cachedResult(entries, invocation);
    }

    private static @Nullable Object cachedResult(Entries entries, Invocation invocation) throws Exception {
        try {
            return entries.cache().get(entries.key(invocation), key -> invocation.proceed());
        } catch (LoadFailedException e) {
            if (e.getCause() instanceof Exception cause && invocation.declares(cause)) {
                throw cause;
            }
            throw e;
        }
    }

    private static Object cachedStage(Entries entries, Invocation invocation, Type result) {
        CompletionStage<@Nullable Object> stage =
                entries.cache().async().get(entries.key(invocation), key -> invocation.proceedAsync());
        return as(result, stage);
    }

    /** The stage with the failure that the method's own stage had, as the type that the method returns. */
    private static Object as(Type result, CompletionStage<@Nullable Object> stage) {
        CompletableFuture<@Nullable Object> own = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            Throwable cause = failure == null ? null : Failures.unwrap(failure);
            if (cause == null) {
                own.complete(value);
            } else if (cause instanceof LoadFailedException || cause instanceof TaskFailedException) {
                own.completeExceptionally(cause.getCause());
            } else {
                own.completeExceptionally(cause);
            }
        });
        return raw(result) == CompletionStage.class ? own.minimalCompletionStage() : own;
    }

    // ---- @CachePut

    private Interceptor putting(InterfaceMethod method, CachePut put) {
        Type result = method.resultType();
        Entries entries = new Entries(cache(method, put.cache(), put.ttl(), result), template(method, put.key())::key);
        if (isStage(result)) {
            return invocation -> {
                Object key = entries.key(invocation);
                return as(
                        result,
                        invocation
                                .proceedAsync()
                                .thenCompose(value -> entries.cache()
                                        .async()
                                        .put(key, value)
                                        .<@Nullable Object>thenApply(done -> value)));
            };
        }
        return invocation -> {
            Object key = entries.key(invocation);
            Object value = invocation.proceed();
            entries.cache().put(key, value);
            return value;
        };
    }

    // ---- @CacheEvict

    private Interceptor evicting(InterfaceMethod method, CacheEvict evict, Interceptor inner) {
        List<KeyTemplate> templates =
                Arrays.stream(evict.key()).map(key -> template(method, key)).toList();
        if (evict.cache().isEmpty()) {
            if (templates.isEmpty()) {
                throw method.refused("@CacheEvict needs a key or a named cache");
            }
            return around(method, inner, arguments -> keys(templates, arguments));
        }
        NamedCache<String, ?> cache = caches.openCache(evict.cache());
        if (cache == null) {
            throw method.refused("this client has not opened a cache \"" + evict.cache()
                    + "\" with strings as keys yet; open it before the proxy is made");
        }
        if (!templates.isEmpty()) {
            return around(
                    method,
                    inner,
                    arguments -> keys(templates, arguments).stream()
                            .map(cache::entry)
                            .toList());
        }
        return clearing(method, inner, cache);
    }

    private static List<String> keys(List<KeyTemplate> templates, @Nullable Object[] arguments) {
        return templates.stream().map(template -> template.key(arguments)).toList();
    }

    private Interceptor around(InterfaceMethod method, Interceptor inner, Function<@Nullable Object[], List<?>> keys) {
        Class<?> raw = method.main().getReturnType();
        if (isStage(raw)) {
            return invocation -> {
                List<?> evicted = keys.apply(invocation.arguments());
                return as(raw, caches.invalidator().async().deleting(() -> evicted, () -> stage(inner, invocation)));
            };
        }
        return invocation -> {
            List<?> evicted = keys.apply(invocation.arguments());
            try {
                return caches.invalidator().deleting(() -> evicted, () -> inner.around(invocation));
            } catch (TaskFailedException e) {
                if (e.getCause() instanceof Exception cause && invocation.declares(cause)) {
                    throw cause;
                }
                throw e;
            }
        };
    }

    private static Interceptor clearing(InterfaceMethod method, Interceptor inner, NamedCache<String, ?> cache) {
        Class<?> raw = method.main().getReturnType();
        if (isStage(raw)) {
            return invocation -> as(
                    raw,
                    stage(inner, invocation)
                            .thenCompose(value -> cache.async().clear().<@Nullable Object>thenApply(done -> value)));
        }
        return invocation -> {
            Object result = inner.around(invocation);
            cache.clear();
            return result;
        };
    }

    @SuppressWarnings("unchecked") // only for methods that return stages
    private static CompletionStage<@Nullable Object> stage(Interceptor inner, Invocation invocation) {
        try {
            return Objects.requireNonNull((CompletionStage<@Nullable Object>) inner.around(invocation));
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    // ---- caches, keys and types

    private static KeyTemplate template(InterfaceMethod method, String key) {
        return KeyTemplate.of(key, method.main().getParameterCount());
    }

    private Cache<Object, Object> cache(InterfaceMethod method, String name, String ttl, Type result) {
        Type value = isStage(result) ? valueOf(method, result) : BOXES.getOrDefault(result, result);
        Class<?> raw = raw(value);
        if (raw == void.class
                || raw == Void.class
                || UNCACHEABLE.stream().anyMatch(type -> type.isAssignableFrom(raw))) {
            throw method.refused("a result of type " + value.getTypeName() + " cannot be cached");
        }
        if (name.isEmpty()) {
            return caches.objectCache(value, ttl.isEmpty() ? DEFAULT_TTL : duration(method, ttl));
        } else if (!ttl.isEmpty()) {
            throw method.refused("the named cache \"" + name + "\" has the TTL of its options, not one of the method");
        }
        return caches.namedCache(name, value);
    }

    private static Duration duration(InterfaceMethod method, String ttl) {
        try {
            Duration duration = Duration.parse(ttl);
            Durations.millis("the TTL of a result", duration); // checks the bounds
            return duration;
        } catch (DateTimeParseException e) {
            throw method.refused("its ttl is not an ISO 8601 duration such as PT1H");
        }
    }

    private static boolean isStage(Type result) {
        return raw(result) == CompletionStage.class || raw(result) == CompletableFuture.class;
    }

    private static Type valueOf(InterfaceMethod method, Type stage) {
        if (stage instanceof ParameterizedType generic) {
            return generic.getActualTypeArguments()[0];
        }
        throw method.refused("the type of the stage's value is not known");
    }

    private static Class<?> raw(Type type) {
        return type instanceof Class<?> plain
                ? plain
                : type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> plain
                        ? plain
                        : Object[].class;
    }
}
