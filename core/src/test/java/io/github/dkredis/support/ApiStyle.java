package io.github.dkredis.support;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Puts the blocking or the asynchronous API of a feature behind one interface, so one test covers both. */
public final class ApiStyle {

    private ApiStyle() {}

    /**
     * Returns a proxy whose methods call the method of the same name and parameters of the target, and wait for its
     * stage if it returns one. The exception of the method or of its stage is thrown unchanged.
     */
    public static <F> F of(Class<F> form, Object target) {
        InvocationHandler handler = (proxy, method, args) -> call(target, method, args == null ? new Object[0] : args);
        return form.cast(Proxy.newProxyInstance(form.getClassLoader(), new Class<?>[] {form}, handler));
    }

    private static Object call(Object target, Method method, Object[] args) throws Throwable {
        try {
            Object result = target.getClass()
                    .getMethod(method.getName(), method.getParameterTypes())
                    .invoke(target, args);
            return result instanceof CompletionStage<?> stage ? join(stage) : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Object join(CompletionStage<?> stage) throws Throwable {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause();
        }
    }
}
