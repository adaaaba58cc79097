package io.github.dkredis.testkit;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Implements {@link WithRedis}. JUnit makes one for each test class; nested classes share that of their outer class.
 */
final class WithRedisExtension extends ClassServer implements BeforeAllCallback, AfterAllCallback {

    private @Nullable Class<?> owner;

    @Override
    public void beforeAll(ExtensionContext context) {
        if (owner == null) { // a nested class runs with the server of its outer class
            owner = context.getRequiredTestClass();
            WithRedis settings = settings(owner);
            begin(
                    builder(RedisBinary.all().get(0), settings.config()).start().withKeyPrefix(settings.keyPrefix()),
                    new Expectations(List.of(settings.leftovers()), List.of(settings.threads())));
        }
    }

    /** Of the class, or of the class around it if only a nested class is run. */
    private static WithRedis settings(Class<?> testClass) {
        Optional<WithRedis> found = Optional.empty();
        for (Class<?> type = testClass; found.isEmpty() && type != null; type = type.getEnclosingClass()) {
            found = AnnotationSupport.findAnnotation(type, WithRedis.class);
        }
        return found.orElseThrow(() -> new IllegalStateException("@WithRedis is missing"));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass() == owner && hasBegun()) {
            server().close();
        }
    }
}
