package io.github.dkredis.testkit;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
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
 * its initial state after each method.
 */
final class ClassServer
        implements BeforeClassTemplateInvocationCallback,
                AfterClassTemplateInvocationCallback,
                BeforeEachCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                ExecutionCondition,
                ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(ClassServer.class);
    private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(60);

    private final Supplier<RedisServer> starter;
    private final Consumer<RedisServer> closer;
    private final List<Leftover> forbidden;
    private final List<String> threadPrefixes;
    private @Nullable RedisServer server;
    private @Nullable ServerSnapshot snapshot;

    /**
     * A server that is not started yet.
     *
     * @param closer what is done with the server after the class
     * @param forbidden what no method may leave behind
     * @param threadPrefixes the beginnings of the names of the threads that count as left behind
     */
    ClassServer(
            Supplier<RedisServer> starter,
            Consumer<RedisServer> closer,
            List<Leftover> forbidden,
            List<String> threadPrefixes) {
        this.starter = starter;
        this.closer = closer;
        this.forbidden = List.copyOf(forbidden);
        this.threadPrefixes = List.copyOf(threadPrefixes);
    }

    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
        server = starter.get();
        snapshot = ServerSnapshot.of(server);
    }

    @Override
    public void afterClassTemplateInvocation(ExtensionContext context) {
        if (server != null) {
            closer.accept(server);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        store(context).put(LeftoverCheck.class, LeftoverCheck.since(server(), threadPrefixes.toArray(String[]::new)));
    }

    /**
     * Closes the proxy before it looks for leftovers, whose connections would be among them, and resumes the server,
     * which could not list its connections while paused. Restores the server even if something is left.
     */
    @Override
    public void afterEach(ExtensionContext context) {
        FaultProxy proxy = store(context).get(FaultProxy.class, FaultProxy.class);
        if (proxy != null) {
            proxy.close();
        }
        if (server().isRunning()) {
            server().resume();
        }
        LeftoverCheck leftovers = store(context).get(LeftoverCheck.class, LeftoverCheck.class);
        try {
            if (leftovers != null && !forbidden.isEmpty()) {
                leftovers.check(LEFTOVER_LIMIT, forbidden.toArray(Leftover[]::new));
            }
        } finally {
            if (snapshot != null) {
                snapshot.restore();
            }
        }
    }

    /** Adds the server and its last log lines to the failure of a test. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        failure.addSuppressed(new ServerDiagnostics(server()));
        throw failure;
    }

    /** There is no proxy in front of a group of servers. */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean needsOneServer = context.getTestMethod()
                .map(method -> List.of(method.getParameterTypes()).contains(FaultProxy.class)
                        || AnnotationSupport.isAnnotated(method, OneServerOnly.class))
                .orElse(false);
        return needsOneServer && server != null && server.standsForAGroup()
                ? ConditionEvaluationResult.disabled("Not in front of a group of servers")
                : ConditionEvaluationResult.enabled("");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RedisServer.class
                || (type == FaultProxy.class && context.getTestMethod().isPresent());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RedisServer.class
                ? server()
                : store(context)
                        .computeIfAbsent(FaultProxy.class, key -> FaultProxy.inFrontOf(server()), FaultProxy.class);
    }

    private RedisServer server() {
        if (server == null) {
            throw new IllegalStateException("The server has not been started");
        }
        return server;
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
