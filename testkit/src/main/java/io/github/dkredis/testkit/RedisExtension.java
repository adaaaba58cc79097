package io.github.dkredis.testkit;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link RedisTest} stands for: one run of the class for each server, and the server's name in the test's. */
public final class RedisExtension implements ClassTemplateInvocationContextProvider {

    /** For JUnit. */
    public RedisExtension() {}

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
        RedisTest settings = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), RedisTest.class)
                .or(() -> context.getEnclosingTestClasses().stream()
                        .flatMap(type -> AnnotationSupport.findAnnotation(type, RedisTest.class).stream())
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException("@RedisTest is missing"));
        List<RedisBinary> binaries = RedisBinary.all();
        return (settings.servers() == RedisTest.Servers.ALL ? binaries : binaries.subList(0, 1))
                .stream().map(binary -> new Run(binary, settings));
    }

    private record Run(RedisBinary binary, RedisTest settings) implements ClassTemplateInvocationContext {

        @Override
        public String getDisplayName(int invocationIndex) {
            return binary.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new ClassServer(binary, settings));
        }
    }
}
