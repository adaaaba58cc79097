package io.github.dkredis.cache;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A call of a method of a {@link CachedProxy}. */
record Invocation(Object target, Method method, @Nullable Object[] arguments) {

    /** Calls the object behind the proxy; throws what it throws. */
    @Nullable
    Object proceed() throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** As {@link #proceed}, for a method that returns a stage. */
    CompletionStage<@Nullable Object> proceedAsync() {
        Object stage;
        try {
            stage = proceed();
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
        if (stage == null) {
            throw new IllegalStateException(method + " returned null instead of a stage");
        }
        @SuppressWarnings("unchecked") // the method's result type was checked when the proxy was made
        CompletionStage<@Nullable Object> typed = (CompletionStage<@Nullable Object>) stage;
        return typed;
    }

    /** Whether the method may throw an exception, so that a caller expects it as it is. */
    boolean declares(Throwable failure) {
        return Arrays.stream(method.getExceptionTypes()).anyMatch(type -> type.isInstance(failure));
    }
}
