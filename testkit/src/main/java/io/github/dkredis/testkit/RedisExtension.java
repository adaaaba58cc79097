package io.github.dkredis.testkit;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Implements {@link RedisTest}: runs a class once per server and topology, under its name. */
public final class RedisExtension implements ClassTemplateInvocationContextProvider {

    private static final ReentrantLock GROUPS = new ReentrantLock();

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
        String prefix = keyPrefix(settings);
        return Stream.of(settings.topologies())
                .filter(RedisExtension::isWanted)
                .flatMap(topology -> topology == Topology.SINGLE
                        ? binaries(settings).map(binary -> new SingleRun(binary, prefix, settings))
                        : Stream.of(new GroupRun(topology, prefix, settings, group(context, topology))));
    }

    private static String keyPrefix(RedisTest settings) {
        return settings.keyPrefix().isEmpty() && settings.topologies().length > 1
                ? System.getProperty("dkredis.test.keyPrefix", "")
                : settings.keyPrefix();
    }

    private static String displayName(String servers, String prefix) {
        return prefix.isEmpty() ? servers : servers + ", keys " + prefix + "*";
    }

    /** The system property may leave out all topologies of a class. */
    @Override
    public boolean mayReturnZeroClassTemplateInvocationContexts(ExtensionContext context) {
        return true;
    }

    private static boolean isWanted(Topology topology) {
        String wanted = System.getProperty("dkredis.test.topologies", "");
        return wanted.isBlank()
                || Stream.of(wanted.split(",", -1))
                        .anyMatch(name -> name.strip().equalsIgnoreCase(topology.name()));
    }

    private static Stream<RedisBinary> binaries(RedisTest settings) {
        List<RedisBinary> binaries = RedisBinary.all();
        return (settings.servers() == RedisTest.Servers.ALL ? binaries : binaries.subList(0, 1)).stream();
    }

    private static ClassServer.Expectations expectations(RedisTest settings) {
        return new ClassServer.Expectations(List.of(settings.leftovers()), List.of(settings.threads()));
    }

    /**
     * The group of a JVM, which JUnit closes with its last class. JUnit's own way to do this differs between 5 and 6.
     */
    private static SharedGroup group(ExtensionContext context, Topology topology) {
        ExtensionContext.Store store =
                context.getRoot().getStore(ExtensionContext.Namespace.create(RedisExtension.class));
        GROUPS.lock();
        try {
            SharedGroup known = store.get(topology, SharedGroup.class);
            SharedGroup group = known == null ? new SharedGroup(topology) : known;
            store.put(topology, group);
            return group;
        } finally {
            GROUPS.unlock();
        }
    }

    private record SingleRun(RedisBinary binary, String prefix, RedisTest settings)
            implements ClassTemplateInvocationContext {

        @Override
        public String getDisplayName(int invocationIndex) {
            return displayName(binary.toString(), prefix);
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            RedisServerBuilder configured = ClassServer.builder(binary, settings.config());
            return List.of(new TemplateServer(
                    () -> configured.start().withKeyPrefix(prefix), RedisServer::close, expectations(settings)));
        }
    }

    private record GroupRun(Topology topology, String prefix, RedisTest settings, SharedGroup group)
            implements ClassTemplateInvocationContext {

        @Override
        public String getDisplayName(int invocationIndex) {
            return displayName(topology.name().toLowerCase(Locale.ROOT), prefix);
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new TemplateServer(
                    () -> group.server().withKeyPrefix(prefix), server -> {}, expectations(settings)));
        }
    }
}
