package io.github.dkredis.testkit;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Implements {@link RedisTest}: runs a class once per server, under the server's name. */
public final class RedisExtension implements ClassTemplateInvocationContextProvider {

    /** Called by JUnit. */
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
            RedisServerBuilder builder = RedisServer.builder().binary(binary);
            for (String line : settings.config()) {
                builder = builder.line(line);
            }
            return List.of(new ClassServer(builder, List.of(settings.leftovers()), List.of(settings.threads())));
        }
    }
}
