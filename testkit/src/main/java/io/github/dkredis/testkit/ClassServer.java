package io.github.dkredis.testkit;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The server of one run of a test class. It is started before the class, passed to methods as a parameter, and reset to
 * its initial state after each method. Subclasses tell when the run begins and ends; only they may use what JUnit 5.12
 * does not have.
 */
abstract class ClassServer
        implements BeforeEachCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                ExecutionCondition,
                ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(ClassServer.class);
    private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(60);

    private Expectations expectations = new Expectations(List.of(), List.of());
    private @Nullable RedisServer server;
    private @Nullable ServerSnapshot snapshot;

    /**
     * What each method is checked for.
     *
     * @param forbidden what no method may leave behind
     * @param threadPrefixes the beginnings of the names of the threads that count as left behind
     */
    record Expectations(List<Leftover> forbidden, List<String> threadPrefixes) {}

    /** The run begins with a server as it is now, which each method finds. */
    final void begin(RedisServer started, Expectations expected) {
        server = started;
        snapshot = ServerSnapshot.of(started);
        started.resetStats(); // of what the start has asked, as before every other method
        expectations = expected;
    }

    final boolean hasBegun() {
        return server != null;
    }

    final RedisServer server() {
        if (server == null) {
            throw new IllegalStateException("The server has not been started");
        }
        return server;
    }

    static RedisServerBuilder builder(RedisBinary binary, String... config) {
        RedisServerBuilder builder = RedisServer.builder().binary(binary);
        for (String line : config) {
            builder = builder.line(line);
        }
        return builder;
    }

    @Override
    public final void beforeEach(ExtensionContext context) {
        store(context)
                .put(
                        LeftoverCheck.class,
                        LeftoverCheck.since(
                                server(), expectations.threadPrefixes().toArray(String[]::new)));
    }

    /**
     * Closes the proxy before it looks for leftovers, whose connections would be among them, and resumes the server,
     * which could not list its connections while paused. Restores the server even if something is left.
     */
    @Override
    public final void afterEach(ExtensionContext context) {
        FaultProxy proxy = store(context).get(FaultProxy.class, FaultProxy.class);
        if (proxy != null) {
            proxy.close();
        }
        if (server().isRunning()) {
            server().resume();
        }
        LeftoverCheck leftovers = store(context).get(LeftoverCheck.class, LeftoverCheck.class);
        try {
            if (leftovers != null && !expectations.forbidden().isEmpty()) {
                leftovers.check(LEFTOVER_LIMIT, expectations.forbidden().toArray(Leftover[]::new));
            }
        } finally {
            if (snapshot != null) {
                snapshot.restore();
            }
        }
    }

    /** Adds the server and its last log lines to the failure of a test. */
    @Override
    public final void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        failure.addSuppressed(new ServerDiagnostics(server()));
        throw failure;
    }

    /** There is no proxy in front of a group of servers. */
    @Override
    public final ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean needsOneServer = context.getTestMethod()
                .map(method -> List.of(method.getParameterTypes()).contains(FaultProxy.class)
                        || AnnotationSupport.isAnnotated(method, OneServerOnly.class))
                .orElse(false);
        return needsOneServer && server != null && server.standsForAGroup()
                ? ConditionEvaluationResult.disabled("Not in front of a group of servers")
                : ConditionEvaluationResult.enabled("");
    }

    @Override
    public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RedisServer.class
                || (type == FaultProxy.class && context.getTestMethod().isPresent());
    }

    @Override
    public final Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RedisServer.class ? server() : proxy(store(context));
    }

    /** The proxy of a method, which runs on one thread. JUnit's own way to do this differs between 5 and 6. */
    private FaultProxy proxy(ExtensionContext.Store store) {
        FaultProxy known = store.get(FaultProxy.class, FaultProxy.class);
        FaultProxy proxy = known == null ? FaultProxy.inFrontOf(server()) : known;
        store.put(FaultProxy.class, proxy);
        return proxy;
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
