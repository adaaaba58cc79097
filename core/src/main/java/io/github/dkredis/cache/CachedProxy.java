package io.github.dkredis.cache;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of an object, around whose methods with {@link Cached}, {@link CachePut} or {@link CacheEvict} a cache works.
 */
final class CachedProxy implements InvocationHandler {

    private final Object target;

    /** Every method of the interface, made accessible, with what runs around it. */
    private final Map<Method, Around> methods = new HashMap<>();

    /** @param interceptor null for a method without annotations */
    private record Around(Method accessible, @Nullable Interceptor interceptor) {}

    private CachedProxy(Object target) {
        this.target = target;
    }

    /**
     * Makes a proxy.
     *
     * @throws IllegalArgumentException if the interface has no annotated method, or one that cannot be cached, or if
     *     this library may not call its methods
     */
    static <T> T of(Class<T> type, T target, InterceptorFactory interceptors) {
        CachedProxy handler = new CachedProxy(target);
        for (InterfaceMethod method : InterfaceMethod.of(type)) {
            Interceptor interceptor = interceptors.around(method);
            for (Method declaration : method.callable()) {
                if (!declaration.trySetAccessible()) {
                    throw new IllegalArgumentException(
                            declaration + " cannot be called; open its package to io.github.dkredis, or export it");
                }
                handler.methods.put(declaration, new Around(declaration, interceptor));
            }
        }
        if (handler.methods.values().stream().allMatch(around -> around.interceptor() == null)) {
            throw new IllegalArgumentException(
                    type.getName() + " has no method with @Cached, @CachePut or @CacheEvict");
        }
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given) throws Throwable {
        @Nullable Object[] arguments = given == null ? new Object[0] : given;
        Around around = methods.get(method);
        if (around == null) { // a method of Object
            boolean isSelf = method.getName().equals("equals") && arguments[0] == proxy;
            return isSelf ? true : new Invocation(target, method, arguments).proceed();
        }
        Invocation invocation = new Invocation(target, around.accessible(), arguments);
        return around.interceptor() == null
                ? invocation.proceed()
                : around.interceptor().around(invocation);
    }
}
