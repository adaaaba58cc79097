package io.github.dkredis.cache;

import io.github.dkredis.internal.Durations;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A proxy that caches the results of an object's {@link Cached} methods. */
final class CachedProxy implements InvocationHandler {

    private static final Map<Type, Type> BOXES = Map.of(
            int.class, Integer.class,
            long.class, Long.class,
            double.class, Double.class,
            float.class, Float.class,
            boolean.class, Boolean.class,
            short.class, Short.class,
            byte.class, Byte.class,
            char.class, Character.class);

    private final Object target;
    private final Map<Method, CachedMethod> methods = new HashMap<>();

    private record CachedMethod(Cache<Object, Object> cache, Function<@Nullable Object[], String> key) {}

    private CachedProxy(Object target) {
        this.target = target;
    }

    static <T> T of(Class<T> type, T target, ObjectCache<Object> cache) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(type.getName() + " is not an interface");
        }
        CachedProxy handler = new CachedProxy(target);
        for (Method method : type.getMethods()) {
            Cached cached = method.getAnnotation(Cached.class);
            if (cached != null) {
                handler.methods.put(method, cachedMethod(method, cached, cache));
            }
        }
        if (handler.methods.isEmpty()) {
            throw new IllegalArgumentException(type.getName() + " has no method with @Cached");
        }
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static CachedMethod cachedMethod(Method method, Cached cached, ObjectCache<Object> cache) {
        Class<?> returned = method.getReturnType();
        if (returned == void.class
                || CompletionStage.class.isAssignableFrom(returned)
                || Future.class.isAssignableFrom(returned)) {
            throw new IllegalArgumentException(
                    method + ": a result of type " + returned.getSimpleName() + " cannot be cached");
        }
        Duration ttl;
        try {
            ttl = Duration.parse(cached.ttl());
            Durations.millis("the TTL", ttl);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(method + ": its ttl is not an ISO 8601 duration such as PT1H", e);
        }
        Type type = method.getGenericReturnType();
        ObjectCache<Object> typed = cache.typed(BOXES.getOrDefault(type, type)).withTtl(ttl);
        if (cached.key().isEmpty()) {
            return new CachedMethod(typed, arguments -> KeyTemplate.key(method, arguments));
        }
        KeyTemplate template = KeyTemplate.of(cached.key(), method.getParameterCount());
        return new CachedMethod(typed, template::key);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given) throws Throwable {
        @Nullable Object[] arguments = given == null ? new Object[0] : given;
        CachedMethod cached = methods.get(method);
        if (cached != null) {
            return cached.cache().get(cached.key().apply(arguments), key -> call(method, arguments));
        }
        if (method.getName().equals("equals") && arguments.length == 1 && arguments[0] == proxy) {
            return true;
        }
        return call(method, arguments);
    }

    private @Nullable Object call(Method method, @Nullable Object[] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
